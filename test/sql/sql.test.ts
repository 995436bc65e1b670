import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'
import { listCases, reasonOf, runCase } from './cases.ts'
import { catalog, reports } from './sources.ts'

let engine: LocalQueryEngine

beforeAll(async () => {
  engine = await openQueryEngine(':memory:')
})

afterAll(() => engine.close())

const cases = listCases()

describe('the case', () => {
  test.each(cases.map((folder) => [folder, reasonOf(folder)]))('%s: %s', async (folder) => {
    const { columns, rows, expected } = await runCase(engine, folder)
    expect([columns, ...rows]).toEqual([columns, ...expected])
  })
})

test('every model and every report query has a case', () => {
  const written = [...catalog.models, ...reports].map((query) => query.name)
  const names = [...written, 'stage_events', 'journeys']
  expect(names.filter((name) => !cases.some((folder) => folder.startsWith(`${name}/`)))).toEqual([])
})
