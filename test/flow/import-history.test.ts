import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Basis } from '#core/report-data.ts'
import { parseSettings } from '#core/settings.ts'
import { loadCatalog, modelsFor, neededFor } from '#functions/catalog.ts'
import { createIngest, type EventResult } from '#handlers/ingest.ts'
import { makeModels } from '#handlers/models.ts'
import { settings as shipped } from '#infra/settings.ts'
import { openSnapshotStore } from '#local/import/snapshot-store.ts'
import type { RawEvent } from '#test/oracle/raw-event.ts'
import { openWarehouse } from '#test/oracle/warehouse.ts'
import { importRecognised } from '#test/unit/import/recognised.ts'
import { memoryEvents, memoryObjects } from '#test/unit/memory.ts'

const catalog = loadCatalog(new URL('../../queries/', import.meta.url))
const models = neededFor(modelsFor(catalog, []), ['opportunities', 'opportunity_histories'])
const settings = parseSettings(shipped)

let warehouse: Awaited<ReturnType<typeof openWarehouse>>

beforeAll(async () => {
  warehouse = await openWarehouse()
})

afterAll(() => warehouse.close())

/** Imports exports of one system, each when it was exported, through the real ingest. */
function createCrm() {
  const [store, snapshots] = [memoryEvents(), openSnapshotStore(':memory:')]
  let now = new Date()
  const ingest = createIngest({ store, objects: memoryObjects(), clock: { now: () => now } })
  const intake = {
    batches: [],
    stored: () => [],
    async post(events: readonly unknown[]): Promise<readonly EventResult[]> {
      const headers = { 'content-type': 'application/json' }
      const body = Buffer.from(JSON.stringify({ events }))
      const answer = await ingest({ method: 'POST', path: '/v1/events', headers, body })
      return JSON.parse(String(answer.body)).results
    },
  }
  return {
    async add(files: Readonly<Record<string, string>>, exportedAt: string) {
      now = new Date(Date.parse(exportedAt) + 3_600_000)
      return importRecognised(files, { snapshots, intake, exportedAt })
    },
    log: (): RawEvent[] =>
      [...store.events.values()].map(({ body, receivedAt }) => ({
        ...JSON.parse(body),
        received_at: receivedAt,
      })),
  }
}

/** What a model says of the log as it was known at a moment. */
async function asOf(log: readonly RawEvent[], cut: string, basis: Basis, query: string) {
  const { place, fill } = warehouse
  await fill(log)
  await makeModels({ ...place, cut, view: { basis, scenario: null }, settings, models })
  const { rows } = await place.engine.run(query, query)
  return rows
}

const header = 'Record ID,Deal Name,Deal Stage,Create Date,Close Date,Amount,Closed Lost Reason'
const row = (stage: string, close: string, reason = '') =>
  `${header}\n1,Alpha,${stage},2026-01-05,${close},1000,${reason}\n`

test.each<Basis>(['known', 'replayed'])(
  'lost, reopened, won: each as-of knows what the exports until then told, %s',
  async (basis) => {
    const crm = createCrm()
    await crm.add(
      { 'deals.csv': row('Closed Lost', '2026-02-10', 'Price') },
      '2026-03-01T08:00:00Z',
    )
    await crm.add({ 'deals.csv': row('Negotiation', '2026-06-30') }, '2026-04-01T08:00:00Z')
    await crm.add({ 'deals.csv': row('Closed Won', '2026-05-20') }, '2026-06-01T08:00:00Z')
    const states =
      'select state, cast(closed_on as varchar) as closed_on, reason from build.opportunities'
    const known: unknown[] = []
    for (const month of ['03', '04', '06']) {
      known.push(...(await asOf(crm.log(), `2026-${month}-02T00:00:00.000Z`, basis, states)))
    }
    expect(known).toEqual([
      { state: 'lost', closed_on: '2026-02-10', reason: 'Price' },
      { state: 'open', closed_on: null, reason: null },
      { state: 'won', closed_on: '2026-05-20', reason: null },
    ])
  },
)

test('a deal is known by its current state alone until an export brings its history', async () => {
  const crm = createCrm()
  const deals = { 'deals.csv': row('Closed Won', '2026-02-10') }
  const history = 'Record ID,Deal Stage,Date Entered\n1,Demo,2026-01-20\n1,Closed Won,2026-02-10\n'
  await crm.add(deals, '2026-03-01T08:00:00Z')
  await crm.add({ ...deals, 'history.csv': history }, '2026-04-01T08:00:00Z')
  const histories = 'select history, source_system from build.opportunity_histories'
  const before = await asOf(crm.log(), '2026-03-02T00:00:00.000Z', 'known', histories)
  expect(before).toEqual([{ history: 'current_state', source_system: 'hubspot' }])
  const after = await asOf(crm.log(), '2026-04-02T00:00:00.000Z', 'known', histories)
  expect(after).toEqual([{ history: 'full', source_system: 'hubspot' }])
})
