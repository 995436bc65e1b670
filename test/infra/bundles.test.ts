import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { functionNames, variables } from '#core/names.ts'
import { addStacks } from '#infra/aws/stacks.ts'
import { deployment, flags } from './templates.ts'

const outdir = mkdtempSync(join(tmpdir(), 'bundles-'))
const bundleOf = new Map<string, string>()

beforeAll(() => {
  const { app } = addStacks(
    new App({
      outdir,
      context: { ...flags, 'aws:cdk:enable-asset-metadata': true },
    }),
    deployment,
  )
  const functions = Template.fromStack(app).findResources('AWS::Lambda::Function')
  for (const { Properties, Metadata } of Object.values(functions)) {
    const name = Properties.FunctionName.slice('my-funnel-'.length)
    bundleOf.set(name, join(outdir, Metadata['aws:asset:path']))
  }
}, 120_000)

afterAll(() => rmSync(outdir, { recursive: true }))

const folder = (name: string): string => bundleOf.get(name) ?? expect.fail(`no bundle of ${name}`)

describe.each(functionNames)('bundle of %s', (name) => {
  test('holds one module and its source map', () => {
    const files = readdirSync(folder(name)).filter((file) => file !== 'queries')
    expect(files.sort()).toEqual(['index.mjs', 'index.mjs.map'])
  })

  test('starts with nothing but its environment', async () => {
    for (const variable of Object.values(variables)) vi.stubEnv(variable, 'my-funnel')
    vi.stubEnv('AWS_REGION', 'eu-central-1')
    const module = await import(pathToFileURL(join(folder(name), 'index.mjs')).href)
    expect(module.handler).toBeTypeOf('function')
    vi.unstubAllEnvs()
  })

  test('has the queries beside it if it needs them', () => {
    const needed = name === 'build' || name === 'report'
    expect(existsSync(join(folder(name), 'queries', 'funnels'))).toBe(needed)
  })
})
