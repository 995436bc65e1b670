import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { functionNames, variables } from '#core/names.ts'
import { addStacks } from '#infra/aws/stacks.ts'
import { read } from '../unit/source.ts'
import { flags, settings } from './templates.ts'

const outdir = mkdtempSync(join(tmpdir(), 'bundles-'))
const bundleOf = new Map<string, string>()
let started: Readonly<Record<string, string>>

/** Loads each bundle and tells what its handler is, or why there is none. */
const loader = `
  const told = {}
  for (const url of process.argv.slice(1)) {
    told[url] = await import(url).then(({ handler }) => typeof handler, String)
  }
  console.log(JSON.stringify(told))
`

/** As Lambda would load them: in a process that has nothing but their environment. */
function start(urls: readonly string[]): Record<string, string> {
  const env = Object.fromEntries(Object.values(variables).map((name) => [name, 'my-funnel']))
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', loader, ...urls], {
    encoding: 'utf8',
    env: { ...env, AWS_REGION: 'eu-central-1' },
  })
  return JSON.parse(output)
}

const moduleOf = (path: string) => pathToFileURL(join(path, 'index.mjs')).href

beforeAll(() => {
  const { lake, app } = addStacks(
    new App({
      outdir,
      context: { ...flags, 'aws:cdk:enable-asset-metadata': true },
    }),
    settings,
  )
  const functions = [lake, app].flatMap((stack) =>
    Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')),
  )
  for (const { Properties, Metadata } of functions) {
    const name = Properties.FunctionName.slice('my-funnel-'.length)
    bundleOf.set(name, join(outdir, Metadata['aws:asset:path']))
  }
  started = start([...bundleOf.values()].map(moduleOf))
}, 240_000)

afterAll(() => rmSync(outdir, { recursive: true }))

const folder = (name: string): string => bundleOf.get(name) ?? expect.fail(`no bundle of ${name}`)

describe.each(functionNames)('bundle of %s', (name) => {
  test('holds one module and its source map', () => {
    const files = readdirSync(folder(name)).filter((file) => file !== 'queries')
    expect(files.sort()).toEqual(['index.mjs', 'index.mjs.map'])
  })

  test('starts with nothing but its environment', () => {
    expect(started[moduleOf(folder(name))]).toBe('function')
  })

  test('has the queries beside it if it needs them', () => {
    const needed = read(`functions/aws/${name}-entry.ts`).includes("'./queries/'")
    expect(existsSync(join(folder(name), 'queries', 'funnels'))).toBe(needed)
  })
})
