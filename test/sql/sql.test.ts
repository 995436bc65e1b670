import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadCatalog } from '#functions/catalog.ts'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'
import { listCases, reasonOf, runCase } from './cases.ts'

let engine: LocalQueryEngine

beforeAll(async () => {
  engine = await openQueryEngine(':memory:')
})

afterAll(() => engine.close())

const cases = listCases()

describe.each(Map.groupBy(cases, (folder) => folder.split('/')[0] ?? '').entries().toArray())(
  '%s',
  (_, folders) => {
    test.each(folders.map((folder) => [folder, reasonOf(folder)]))('%s: %s', async (folder) => {
      const { columns, rows, expected } = await runCase(engine, folder)
      expect([columns, ...rows]).toEqual([columns, ...expected])
    })
  },
)

test('every model and every report query has a case', () => {
  const catalog = loadCatalog(new URL('../../queries/', import.meta.url))
  const names = [
    ...catalog.models.map((model) => model.name),
    ...catalog.reports.keys(),
    'stage_events',
    'journeys',
  ]
  expect(names.filter((name) => !cases.some((folder) => folder.startsWith(`${name}/`)))).toEqual([])
})
