import { readdirSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { functionNames } from '#core/names.ts'
import { layerOf, mayImport } from './layers.ts'
import {
  filesOf,
  functionLines,
  type Import,
  importsOf,
  isBarrel,
  projectRoot,
  read,
} from './source.ts'

const program = filesOf('{functions,infra}/**/*.ts')
const typescript = [...program, ...filesOf('test/**/*.ts')]
const aliases = z
  .object({ imports: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json'))).imports

/** A path of the project, or the package that a specifier names. */
function targetOf(from: string, { specifier }: Import): { path: string } | { package: string } {
  if (specifier.startsWith('.')) return { path: posix.join(posix.dirname(from), specifier) }
  const slash = specifier.indexOf('/')
  const folder = aliases[`${specifier.slice(0, slash)}/*`]
  if (folder === undefined) return { package: specifier }
  return { path: posix.normalize(folder.replace('*', specifier.slice(slash + 1))) }
}

test('imports point inwards', () => {
  const wrong = program.flatMap((file) =>
    importsOf(file)
      .filter((each) => !mayImport(layerOf(file), targetOf(file, each)))
      .map((each) => `${file} imports ${each.specifier}`),
  )
  expect(wrong).toEqual([])
})

/** Project files that must have run before this one. */
const needsOf = (file: string): string[] =>
  importsOf(file)
    .filter((each) => !each.typeOnly)
    .map((each) => targetOf(file, each))
    .flatMap((target) => ('path' in target ? target.path : []))

test('no two files need each other', () => {
  const needs = new Map(program.map((file) => [file, needsOf(file)]))
  let left = -1
  while (left !== needs.size) {
    left = needs.size
    for (const [file, needed] of needs) {
      if (!needed.some((each) => needs.has(each))) needs.delete(file)
    }
  }
  expect(Object.fromEntries(needs)).toEqual({})
})

const linesOf = (file: string) => read(file).trimEnd().split('\n').length
const longerThan = (files: readonly string[], most: number) =>
  files.filter((file) => linesOf(file) > most).map((file) => `${file}: ${linesOf(file)} lines`)

describe('sizes', () => {
  test('files of code have at most 200 lines', () => {
    expect(longerThan([...typescript, ...filesOf('{infra,test}/**/*.{cjs,mjs,sql}')], 200)).toEqual(
      [],
    )
  })

  test('queries have at most 100 lines', () => {
    expect(longerThan(filesOf('queries/**/*.sql'), 100)).toEqual([])
  })

  test('functions have at most 50 lines', () => {
    const long = typescript.flatMap((file) =>
      functionLines(file)
        .filter(({ lines }) => lines > 50)
        .map(({ line, lines }) => `${file}:${line} has ${lines} lines`),
    )
    expect(long).toEqual([])
  })
})

describe('rules that the linter keeps', () => {
  const { rules } = z
    .object({ linter: z.object({ rules: z.record(z.string(), z.unknown()) }) })
    .parse(JSON.parse(read('biome.json'))).linter

  const kept = {
    suspicious: ['noExplicitAny', 'noSkippedTests', 'noFocusedTests'],
    style: ['noDefaultExport', 'noNonNullAssertion'],
  }

  test.each(Object.entries(kept))('%s: %j', (group, names) => {
    for (const name of names) expect(rules[group]).toHaveProperty(name, 'error')
  })

  test('no file asks to be excused from them, or from its types', () => {
    const names = Object.values(kept).flat().join('|')
    const excuse = new RegExp(
      `${['biome', 'ignore'].join('-')}.*(${names})|@ts-(ignore|nocheck|expect)`,
    )
    const files = typescript.filter((file) => !file.endsWith('/structure.test.ts'))
    expect(files.filter((file) => excuse.test(read(file)))).toEqual([])
  })

  test('no test is skipped by other words', () => {
    const skip = /\b(?:test|describe|it)\s*\.\s*(?:skipIf|runIf|todo|fails)\b|\.skip\(/
    const tests = filesOf('test/**/*.ts').filter((file) => !file.endsWith('/structure.test.ts'))
    expect(tests.filter((file) => skip.test(read(file)))).toEqual([])
  })
})

test('no file only passes on the exports of others', () => {
  expect(typescript.filter(isBarrel)).toEqual([])
})

describe('names', () => {
  test.each(functionNames)(
    '%s has a handler, an entry, a construct and a test of its name',
    (name) => {
      expect(
        filesOf(
          `functions/handlers/${name}.ts`,
          `functions/aws/${name}-entry.ts`,
          `infra/aws/${name}.ts`,
        ),
      ).toEqual([
        `functions/aws/${name}-entry.ts`,
        `functions/handlers/${name}.ts`,
        `infra/aws/${name}.ts`,
      ])
      expect(filesOf(`test/{flow,unit}/**/${name}.test.ts`)).not.toEqual([])
    },
  )

  test('the top level is what the README shows, and no more', () => {
    const installed = ['.git', 'node_modules', '.data', 'cdk.out', '.DS_Store']
    const entries = readdirSync(projectRoot).filter((entry) => !installed.includes(entry))
    expect(entries.filter((entry) => !entry.endsWith('.log')).sort()).toEqual([
      '.ci',
      '.gitignore',
      '.npmrc',
      'LICENSE',
      'README.md',
      'biome.json',
      'cdk.json',
      'functions',
      'infra',
      'package-lock.json',
      'package.json',
      'queries',
      'test',
      'tsconfig.json',
      'vitest.config.ts',
    ])
  })
})

test('no file names a folder of one machine or the host of a registry', () => {
  const folder = String.raw`(?<![\w.*~])/(?:home|root|work|Users)/\w`
  const host = ['registry', 'artifactory', 'nexus', 'repo'].map(
    (word) => String.raw`\b${word}[\w-]*\.[\w.-]+/`,
  )
  const traces = new RegExp([folder, ...host].join('|'))
  const written = filesOf(
    '*',
    '.ci/*',
    '.npmrc',
    '.gitignore',
    '{functions,infra,queries,test}/**/*.{ts,cjs,mjs,sql,json,md,sh}',
  )
  expect(written.filter((file) => traces.test(read(file)))).toEqual([])
})
