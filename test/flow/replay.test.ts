import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReplayRequest, ReplayStatus } from '#handlers/replay.ts'
import { settings as shipped } from '#infra/settings.ts'
import { openQueryEngine } from '#local/query-engine.ts'
import { openRuntime, type Runtime } from '#local/runtime.ts'

const settings = { ...shipped, funnels: ['b2b_six_stage'], schedules: {} }

let folder: string
let runtime: Runtime

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'))
  runtime = await openRuntime(folder, { settings })
  runtime.clock.hold(new Date('2026-03-01T08:00:00Z'))
})
afterAll(async () => {
  await runtime.close()
  await rm(folder, { recursive: true })
})

const stage = (id: string, more: object = {}) => ({
  type: 'stage',
  event_id: id,
  name: 'lead_created',
  lead_id: `lead-${id}`,
  source_system: 'crm',
  occurred_at: '2026-02-10T10:00:00Z',
  ...more,
})

async function replayAll(request: ReplayRequest): Promise<ReplayStatus['counts']> {
  for (;;) {
    const status = await runtime.replay(request)
    if (status.done) return status.counts
  }
}

const idsIn = async (table: string) => {
  const query = `select event_id from ${table} order by event_id`
  return (await runtime.sql({ query })).rows.map((row) => row.event_id)
}

/** Another hand at the database, while nobody has it open. */
async function damage(sql: string): Promise<void> {
  await runtime.close()
  const engine = await openQueryEngine(join(folder, 'warehouse.duckdb'))
  await engine.run(sql, 'damage')
  await engine.close()
  runtime = await openRuntime(folder, { settings })
}

const quarantined = async () => (await runtime.objects.list('quarantine/')).length

test('quarantine: what is acceptable by now is taken once, the rest stays and says why', async () => {
  const statuses = await runtime.post([
    stage('a'),
    stage('a', { name: 'mql' }),
    stage('b', { occurred_at: '2026-03-05T10:00:00Z' }),
    stage('c', { nickname: 'C' }),
  ])
  expect(statuses.map(({ status }) => status)).toEqual([
    'accepted',
    'conflict',
    'rejected',
    'rejected',
  ])
  expect(await quarantined()).toBe(3)
  await runtime.exportEvents()
  runtime.clock.hold(new Date('2026-03-06T08:00:00Z'))
  const refusedAgain = { conflict: 1, 'rejected: unknown_field': 1 }
  expect(await replayAll({ source: 'quarantine' })).toEqual({ accepted: 1, ...refusedAgain })
  expect(await quarantined()).toBe(2)
  expect(await replayAll({ source: 'quarantine' })).toEqual(refusedAgain)
  await runtime.settle()
  expect(await idsIn('events')).toEqual(['a', 'b'])
})

test('landing: rows that the log lost come back, in reports too, and only since the day', async () => {
  await runtime.post([stage('d'), stage('e')])
  await runtime.settle()
  const all = ['a', 'b', 'd', 'e']
  expect(await idsIn('events')).toEqual(all)
  await damage('delete from warehouse.lake.event_log')
  await replayAll({ source: 'landing', since: '2026-03-02' })
  expect(await idsIn('events')).toEqual(['b', 'd', 'e'])
  const counts = await replayAll({ source: 'landing' })
  expect(counts.days).toBe(2)
  expect(await idsIn('events')).toEqual(all)
  expect(await idsIn('lake.event_log')).toEqual(all)
})

test('lake: the log is made again from the event table, without landing', async () => {
  const landed = await runtime.objects.list('landing/')
  const written = landed.filter(({ key }) => !key.includes('at=1990'))
  await runtime.objects.delete(written.map(({ key }) => key))
  const before = await runtime.sql({ query: 'select * from lake.event_log order by event_id' })
  await damage(`delete from warehouse.lake.event_log where event_id <> 'd'`)
  expect(await replayAll({ source: 'lake' })).toEqual({ 'in the table': 4, 'in event_log': 4 })
  const after = await runtime.sql({ query: 'select * from lake.event_log order by event_id' })
  expect(after.rows).toEqual(before.rows)
  expect(await idsIn('events')).toEqual(['a', 'b', 'd', 'e'])
})

test('failures: the feed of one machine gives nothing up', async () => {
  expect(await replayAll({ source: 'failures' })).toEqual({})
})

test.each([
  { source: 'nowhere' },
  { source: 'landing', since: 'March' },
  { source: 'lake', all: 1 },
])('%j is no request', async (request) => {
  await expect(runtime.replay(request as ReplayRequest)).rejects.toThrow(/source|since|all/)
})
