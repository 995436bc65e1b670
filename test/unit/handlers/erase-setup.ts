import type { QueryEngine, Row, StoredEvent } from '#core/ports.ts'
import { parseSettings } from '#core/settings.ts'
import type { Catalog } from '#functions/catalog.ts'
import { createErase, type EraseRequest, type EraseStatus } from '#handlers/erase.ts'
import { settingsKey } from '#handlers/settings.ts'
import { settings } from '#infra/settings.ts'
import { memoryEvents, memoryObjects } from '../memory.ts'

export const schemas = {
  lake: 'lake',
  slots: ['build_a', 'build_b'],
  scratch: 'scratch',
  views: 'lake',
} as const

/** Without models: who is merged with whom is for the engine of the test to say. */
const catalog: Catalog = {
  models: [],
  reports: new Map(),
  funnels: new Map(),
  cohorts: [],
  defaults: { touch_names: [] },
}

export interface Ran {
  readonly name: string
  readonly sql: string
}

/** An engine of Athena's kind that keeps what it ran and answers by the name of the query. */
export function namedEngine(answers: Record<string, (sql: string) => readonly Row[]>) {
  const ran: Ran[] = []
  const engine: QueryEngine = {
    dialect: 'athena',
    async run(sql, name) {
      ran.push({ name, sql })
      return { columns: [], rows: answers[name]?.(sql) ?? [], bytesScanned: 0 }
    },
  }
  return { engine, ran }
}

/** A deployment in memory, at a time of the test's choice. */
export function deployment(answers: Record<string, (sql: string) => readonly Row[]>) {
  const [objects, store] = [memoryObjects(), memoryEvents()]
  const { engine, ran } = namedEngine(answers)
  const at = { now: Date.parse('2026-03-01T06:00:00.000Z') }
  const clock = { now: () => new Date(at.now) }
  const calls: string[] = []
  const step = (name: string) => async () => {
    calls.push(name)
  }
  const ports = {
    objects,
    engine,
    clock,
    catalog,
    schemas,
    root: 's3://lake',
    records: store,
    collect: step('collect'),
    refresh: step('refresh'),
    build: step('build'),
    rewrite: step('rewrite'),
    settleMs: 15 * 60_000,
    retireMs: 30 * 60_000,
    stays: ['somewhere'],
  }
  const erase = createErase(ports)
  const start = () => objects.put(settingsKey, JSON.stringify(parseSettings(settings)))
  /** Asks until it is done, at the moments that the answers name; at most so often. */
  const eraseAll = async (request: EraseRequest, most = 30): Promise<EraseStatus[]> => {
    const seen: EraseStatus[] = []
    while (seen.length < most && seen.at(-1)?.done !== true) {
      const status = await erase(request)
      seen.push(status)
      at.now = Math.max(at.now, Date.parse(status.after ?? '') || 0)
    }
    return seen
  }
  return { objects, store, ran, at, calls, ports, erase, eraseAll, start }
}

/** An event that is stored, with more fields than every event has. */
export const stored = (eventId: string, more: object): StoredEvent => ({
  eventId,
  type: 'stage',
  receivedAt: '2026-02-02T00:00:00.000Z',
  contentHash: `hash of ${eventId}`,
  body: JSON.stringify({
    event_id: eventId,
    type: 'stage',
    occurred_at: '2026-02-01T00:00:00.000Z',
    source_system: 'crm',
    name: 'mql',
    ...more,
  }),
})

/**
 * A deployment with one event about the lead `l1` alone and one about an account too; `log.found` is
 * what the log answers, until it is told to delete, and `log.landed` what landing holds of them.
 */
export async function withTwoEvents() {
  const log = {
    found: [
      { event_id: 'own', month: '2026-02-01' },
      { event_id: 'shared', month: '2026-02-01' },
    ],
    landed: [] as { event_id: string; month: string }[],
  }
  const cloud = deployment({
    'events of subject': () => log.found,
    'landed events of subject': () => log.landed,
    'files of subject': () => [{ path: 's3://lake/event_log/data/f1.parquet' }],
    'landing of subject': () => [{ at: '2026-03-01-05' }],
    'refresh months': () => [{ month: '2026-02-01' }],
    'erase from event_log': () => {
      log.found = []
      return []
    },
    'tables of build_a': () => [{ table_name: 'events', table_type: 'BASE TABLE' }],
    'tables of scratch': () => [{ table_name: 'left', table_type: 'VIEW' }],
  })
  const { objects, store } = cloud
  await cloud.start()
  store.events.set('own', stored('own', { lead_id: 'l1' }))
  store.events.set('shared', stored('shared', { lead_id: 'l1', account_id: 'a1' }))
  await objects.put('event_log/data/f1.parquet', 'rows')
  await objects.put('landing/at=2026-03-01-05/a.parquet', 'rows')
  await objects.put('landing/at=2026-03-01-04/b.parquet', 'rows of others')
  const live = { schema: 'build_b', cut: '', builtAt: '2026-03-01T06:00:00.000Z', hashes: {} }
  await objects.put('state/build.json', JSON.stringify({ value: live }))
  return { ...cloud, log }
}
