import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseScenario, supposed } from '#core/scenario.ts'
import type { ReportRequest } from '#core/tasks.ts'
import { funnelNamed, modelsFor, type Query } from '#functions/catalog.ts'
import { createBuild } from '#handlers/build.ts'
import { createMissingRates } from '#handlers/missing-rates.ts'
import { createReference } from '#handlers/reference.ts'
import { createRefresh, refreshState } from '#handlers/refresh.ts'
import { createReport } from '#handlers/report.ts'
import { sampleBatches } from '#local/sample/sample.ts'
import { sampleReference } from '#local/sample-reference.ts'
import { feedOf } from './feed.ts'
import { type Lake, land, openDuckdbLake, openTrinoLake } from './lake.ts'
import { countingFragments } from './plans.ts'

const cut = '2026-11-03T00:00:00.000Z'
const yearBefore = '2025-11-03T00:00:00.000Z'

const fragments = new Map<string, number>()
let trino: Lake
let duckdb: Awaited<ReturnType<typeof openDuckdbLake>>
let models: readonly Query[]

beforeAll(async () => {
  const feed = await feedOf(sampleBatches())
  const plain = await openTrinoLake('compare')
  trino = { ...plain, engine: countingFragments(plain.engine, fragments) }
  duckdb = await openDuckdbLake()
  for (const lake of [duckdb, trino]) {
    await land(lake, feed)
    await createRefresh(lake)()
    for (const request of sampleReference()) await createReference(lake)(request)
    await createBuild(lake)({ cut })
  }
  const { catalog, settings } = trino
  const funnels = settings.funnels.map((id) => funnelNamed(catalog, id))
  models = modelsFor(catalog, funnels)
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
  for (const { name } of models) await expectSame(({ schemas }) => `${schemas.slots[0]}.${name}`)
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
  { report: 'pipeline' },
  { report: 'pipeline', period: '2026-Q2', dimension: 'team' },
  { report: 'unit-economics' },
  { report: 'unit-economics', period: 'all' },
  { report: 'acquisition' },
  { report: 'data-quality' },
  { report: 'retention' },
  { report: 'cohort' },
  { report: 'review', split: '2026-10-15' },
]

test.each(requests)('report %j says the same', async (request) => {
  const expected = await createReport(duckdb)(request)
  const actual = await createReport(trino)(request)
  expect(actual).toEqual(expected)
  expect(actual.created).toBe(true)
})

test.each(['win_rate=+5', 'win_rate=-5', 'discounts=0.5', 'prices=+10'])(
  'the log that %s supposes is the same',
  async (text) => {
    const totals = async ({ engine, schemas }: Lake) => {
      const log = supposed(parseScenario(text), `select * from ${schemas.lake}.event_log`)
      const sql = `select type, outcome, name, count(*) as number, sum(amount) as amount, sum(list_amount) as list_amount from (${log}) as log group by type, outcome, name order by type, outcome, name`
      return (await engine.run(sql, text)).rows
    }
    expect(await totals(trino)).toEqual(await totals(duckdb))
  },
)

test('the same currencies lack rates', async () => {
  const missing = await createMissingRates(trino)()
  expect(missing).toEqual(await createMissingRates(duckdb)())
  expect(missing.map(({ currency }) => currency)).toEqual(['JPY'])
})

test('the views show the live build, and the as-of build left nothing behind', async () => {
  const rows = await expectSame(({ schemas }) => `${schemas.views}.journeys`)
  expect(rows).toBeGreaterThan(1_000)
  const left = await trino.engine.run(`show tables from ${trino.schemas.scratch}`, 'scratch')
  expect(left.rows).toEqual([])
})

test('every query of the catalog ran, none in more than 60 stages', () => {
  const { catalog } = trino
  const made = models.filter(({ isView }) => !isView).map(({ name }) => `build ${name}`)
  // No shipped funnel has entries of which only so many count.
  const unasked = ['conversion_most_tries']
  const asked = [...catalog.reports.keys()].filter((name) => !unasked.includes(name))
  const expected = [...made, ...asked]
  expect([...fragments.keys()]).toEqual(expect.arrayContaining(expected))
  const heavy = [...fragments].filter(([, count]) => count === 0 || count > 60)
  expect(heavy).toEqual([])
})
