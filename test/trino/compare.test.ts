import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReportRequest } from '#core/tasks.ts'
import { funnelNamed, modelsFor } from '#functions/catalog.ts'
import { createBuild } from '#handlers/build.ts'
import { createRefresh, refreshState } from '#handlers/refresh.ts'
import { createReport } from '#handlers/report.ts'
import { sampleBatches } from '#local/sample/sample.ts'
import { feedOf } from './feed.ts'
import { type Lake, land, openDuckdbLake, openTrinoLake } from './lake.ts'
import { countingFragments } from './plans.ts'

const cut = '2026-11-03T00:00:00.000Z'
const yearBefore = '2025-11-03T00:00:00.000Z'

const fragments = new Map<string, number>()
let trino: Lake
let duckdb: Awaited<ReturnType<typeof openDuckdbLake>>
let models: readonly string[]

beforeAll(async () => {
  const feed = await feedOf(sampleBatches())
  const plain = await openTrinoLake('compare')
  trino = { ...plain, engine: countingFragments(plain.engine, fragments) }
  duckdb = await openDuckdbLake()
  for (const lake of [duckdb, trino]) {
    await land(lake, feed)
    await createRefresh(lake)()
    await createBuild(lake)({ cut })
  }
  const { catalog, settings } = trino
  const funnels = settings.funnels.map((id) => funnelNamed(catalog, id))
  models = modelsFor(catalog, funnels).map((model) => model.name)
}, 1_800_000)

afterAll(() => duckdb?.close())

/** All rows of a table as sorted text, so that no order is asked of the engine. */
async function contents({ engine }: Lake, table: string): Promise<string[]> {
  const { rows } = await engine.run(`select * from ${table}`, `contents of ${table}`)
  return rows.map((row) => JSON.stringify(row)).sort()
}

async function expectSame(tableOf: (lake: Lake) => string): Promise<number> {
  const [expected, actual] = [
    await contents(duckdb, tableOf(duckdb)),
    await contents(trino, tableOf(trino)),
  ]
  const known = new Set(expected)
  expect(actual.filter((row) => !known.has(row)).slice(0, 3), tableOf(trino)).toEqual([])
  expect(actual.length, tableOf(trino)).toBe(expected.length)
  return actual.length
}

test('a refresh without new objects does nothing, and one that forgot its mark merges again', async () => {
  expect(await createRefresh(trino)()).toMatchObject({ status: 'nothing_new' })
  await trino.objects.delete([refreshState])
  expect(await createRefresh(trino)()).toMatchObject({ status: 'merged' })
})

test('the event log then holds the same events, each once', async () => {
  const events = await expectSame(({ schemas }) => `${schemas.lake}.event_log`)
  expect(events).toBeGreaterThan(40_000)
})

test('every model of the build has the same rows', async () => {
  for (const model of models) await expectSame(({ schemas }) => `${schemas.slots[0]}.${model}`)
})

const requests: ReportRequest[] = [
  { report: 'conversion' },
  { report: 'conversion', period: 'all', by: 'quarter' },
  { report: 'conversion', period: '2026-W09', by: 'day' },
  { report: 'conversion', period: 'FY2026-Q1' },
  { report: 'conversion', period: '2025-05..2025-10', asOf: yearBefore },
  { report: 'conversion', period: '2026-Q2', dimension: 'campaign', attribution: 'last' },
  {
    report: 'conversion',
    period: '2026-Q2',
    attribution: 'every',
    compare: 'channel=referral..social',
  },
  { report: 'velocity' },
  { report: 'velocity', period: '2026-Q2', funnel: 'unified' },
]

test.each(requests)('report %j says the same', async (request) => {
  const expected = await createReport(duckdb)(request)
  const actual = await createReport(trino)(request)
  expect(actual).toEqual(expected)
  expect(actual.created).toBe(true)
})

test('the views show the live build, and the as-of build left nothing behind', async () => {
  const rows = await expectSame(({ schemas }) => `${schemas.views}.journeys`)
  expect(rows).toBeGreaterThan(1_000)
  const left = await trino.engine.run(`show tables from ${trino.schemas.scratch}`, 'scratch')
  expect(left.rows).toEqual([])
})

test('every query of the catalog ran, none in more than 60 stages', () => {
  const { catalog } = trino
  const expected = [...models.map((model) => `build ${model}`), ...catalog.reports.keys()]
  expect([...fragments.keys()]).toEqual(expect.arrayContaining(expected))
  const heavy = [...fragments].filter(([, count]) => count === 0 || count > 60)
  expect(heavy).toEqual([])
})
