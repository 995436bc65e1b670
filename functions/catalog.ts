import { readdirSync, readFileSync } from 'node:fs'
import { compileFunnel, compileJourneys, journeysTable } from '#core/compile-funnel.ts'
import { compilePauses } from '#core/compile-pauses.ts'
import { compileStageEvents, stageEventsTable } from '#core/compile-stage-events.ts'
import { compileStageVisits, compileVisits, visitsTable } from '#core/compile-visits.ts'
import { UsageError } from '#core/errors.ts'
import { type Funnel, parseFunnel } from '#core/funnel.ts'

/** One query: a model that a build makes into a table, or a query that a report or check runs. */
export interface Query {
  readonly name: string
  readonly sql: string
  /** Tables it reads by plain name, in order of appearance. */
  readonly inputs: readonly string[]
  /** Partition transform of the table, from the `-- partition:` comment. */
  readonly partition?: string
}

export interface Catalog {
  /** Models that do not depend on a funnel, in no particular order. */
  readonly models: readonly Query[]
  readonly reports: ReadonlyMap<string, Query>
  readonly funnels: ReadonlyMap<string, Funnel>
}

const commentsAndText = /--[^\n]*|'(?:[^']|'')*'/g
const ownCtes = /(?:\bwith|,)\s+([a-z_][a-z0-9_]*)\s*(?:\([^()]*\))?\s+as\s*\(/g
// `is distinct from x` and `extract(day from x)` read no table.
const readTables =
  /(?<!\bdistinct\s+|\bextract\s*\(\s*[a-z]+\s+)\b(?:from|join)\s+([a-z_][a-z0-9_]*)/g

/** The tables that a query reads, without its own CTEs. */
export function inputsOf(sql: string): string[] {
  const bare = sql.replaceAll(commentsAndText, '')
  const own = new Set([...bare.matchAll(ownCtes)].map((match) => match[1]))
  const read = [...bare.matchAll(readTables)].flatMap((match) => match[1] ?? [])
  return [...new Set(read)].filter((name) => !own.has(name) && name !== 'unnest')
}

function query(name: string, sql: string): Query {
  const partition = /^-- partition: (.+)$/m.exec(sql)?.[1]
  return { name, sql, inputs: inputsOf(sql), ...(partition ? { partition } : {}) }
}

function readQueries(root: URL, folder: string): Query[] {
  const files = readdirSync(new URL(`${folder}/`, root)).filter((file) => file.endsWith('.sql'))
  return files
    .sort()
    .map((file) =>
      query(
        file.slice(0, -'.sql'.length),
        readFileSync(new URL(`${folder}/${file}`, root), 'utf8'),
      ),
    )
}

function readFunnels(root: URL): Funnel[] {
  const files = readdirSync(new URL('funnels/', root)).filter((file) => file.endsWith('.json'))
  return files.sort().map((file) => {
    const funnel = parseFunnel(JSON.parse(readFileSync(new URL(`funnels/${file}`, root), 'utf8')))
    if (`${funnel.id}.json` !== file) throw new UsageError(`${file} holds the funnel ${funnel.id}`)
    return funnel
  })
}

/** Reads every query and shipped funnel below `root`, the `queries/` folder; the only reader of it. */
export function loadCatalog(root: URL): Catalog {
  const named = (queries: Query[]) => new Map(queries.map((each) => [each.name, each]))
  return {
    models: [...readQueries(root, 'tables'), ...readQueries(root, 'marts')],
    reports: named(readQueries(root, 'reports')),
    funnels: new Map(readFunnels(root).map((funnel) => [funnel.id, funnel])),
  }
}

/** The funnel of the catalog; throws UsageError that lists those there are. */
export function funnelNamed(catalog: Catalog, id: string): Funnel {
  const funnel = catalog.funnels.get(id)
  if (funnel) return funnel
  throw new UsageError(
    `unknown funnel "${id}": there are ${[...catalog.funnels.keys()].join(', ')}`,
  )
}

/** Every model of a build for these funnels, each after the models that it reads. */
export function modelsFor(catalog: Catalog, funnels: readonly Funnel[]): Query[] {
  const compiled = funnels.flatMap((funnel) => [
    query(stageEventsTable(funnel), compileStageEvents(funnel)),
    query(visitsTable(funnel), compileVisits(funnel)),
    query(journeysTable(funnel), compileFunnel(funnel)),
  ])
  const unions = [
    query('stage_visits', compileStageVisits(funnels)),
    query('journeys', compileJourneys(funnels)),
    query('pauses', compilePauses(funnels)),
  ]
  return inOrder([...catalog.models, ...compiled, ...unions])
}

/** Models sorted so that each comes after its inputs; throws when some of them form a cycle. */
export function inOrder(models: readonly Query[]): Query[] {
  const known = new Set(models.map((model) => model.name))
  const waiting = [...models]
  const done: Query[] = []
  while (waiting.length > 0) {
    const made = new Set(done.map((model) => model.name))
    const next = waiting.findIndex((model) =>
      model.inputs.every((input) => made.has(input) || !known.has(input)),
    )
    const [model] = next === -1 ? [] : waiting.splice(next, 1)
    if (!model) throw new Error(`models in a cycle: ${waiting.map((each) => each.name).join(', ')}`)
    done.push(model)
  }
  return done
}
