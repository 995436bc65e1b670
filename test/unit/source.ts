import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAst } from 'vitest/node'

/** The project's folder; every path below is relative to it, with slashes. */
export const projectRoot = new URL('../../', import.meta.url)

export const read = (path: string) => readFileSync(new URL(path, projectRoot), 'utf8')

/** Files of the project that match the patterns, in order, without what is installed or generated. */
export function filesOf(...patterns: string[]): string[] {
  const found = globSync(patterns, { cwd: projectRoot.pathname, withFileTypes: true })
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.pathname.length))
    .sort()
}

/** The parts of a syntax tree's node that are read here. */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

const parse = (path: string): Node => parseAst(read(path), { lang: 'ts' }, path) as unknown as Node

function* children(node: Node): Generator<Node> {
  for (const value of Object.values(node).flat()) if (isNode(value)) yield value
}

function* nodes(node: Node): Generator<Node> {
  yield node
  for (const child of children(node)) yield* nodes(child)
}

export interface Import {
  /** As written. */
  readonly specifier: string
  /** Erased before the program runs. */
  readonly typeOnly: boolean
}

/** What a file imports or passes on. */
export function importsOf(path: string): Import[] {
  return [...nodes(parse(path))]
    .filter((node) => /^(Import|Export)/.test(node.type))
    .flatMap(({ source, importKind, exportKind }) => {
      if (!isNode(source) || typeof source.value !== 'string') return []
      const typeOnly = importKind === 'type' || exportKind === 'type'
      return [{ specifier: source.value, typeOnly }]
    })
}

/** True when a file does nothing but pass on what others export. */
export function isBarrel(path: string): boolean {
  const { body } = parse(path)
  const statements = Array.isArray(body) ? body.filter(isNode) : []
  const passesOn = (node: Node) => node.type.startsWith('Export') && isNode(node.source)
  return statements.length > 0 && statements.every(passesOn)
}

/** The functions given to `describe` group tests and are no longer than the tests in them. */
function* groupBodies(node: Node): Generator<Node> {
  const { callee, arguments: given } = node
  if (node.type !== 'CallExpression' || !isNode(callee) || !Array.isArray(given)) return
  const called = [...nodes(callee)].find((each) => each.type === 'Identifier')
  if (called?.name === 'describe') yield* given.filter(isNode)
}

/** Lines of every function of a file, those that only group tests left out. */
export function functionLines(path: string): { line: number; lines: number }[] {
  const text = read(path)
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length
  const all = [...nodes(parse(path))]
  const groups = new Set(all.flatMap((node) => [...groupBodies(node)]))
  return all
    .filter((node) => /Function(Expression|Declaration)$/.test(node.type) && !groups.has(node))
    .map(({ start, end }) => ({ line: lineAt(start), lines: lineAt(end) - lineAt(start) + 1 }))
}
