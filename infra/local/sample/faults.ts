import { day, isoTime, lastReceipt } from './calendar.ts'
import type { LogEntry, SampleEvent } from './log.ts'
import type { Random } from './random.ts'

const touch = { type: 'touch', name: 'content_viewed', source_system: 'website' }

/** Events that no validator should let through, given the time at which they happened. */
const badEvents: readonly ((at: string, id: string) => SampleEvent)[] = [
  (at, id) => ({
    ...touch,
    event_id: id,
    type: 'page_view',
    visitor_id: 'visitor_000001',
    occurred_at: at,
  }),
  (at, id) => ({ ...touch, event_id: id, occurred_at: at }),
  (at, id) => ({
    ...touch,
    event_id: id,
    visitor_id: 'visitor_000001',
    occurred_at: `${at.slice(0, 10)} 10:30`,
  }),
  (_, id) => ({
    ...touch,
    event_id: id,
    visitor_id: 'visitor_000001',
    occurred_at: '0001-01-01T00:00:00Z',
  }),
  (at, id) => ({
    ...touch,
    event_id: id,
    visitor_id: 'visitor_000001',
    occurred_at: at,
    utm_source: 'newsletter',
  }),
  (at, id) => ({
    type: 'deal',
    name: 'updated',
    source_system: 'crm',
    event_id: id,
    opportunity_id: 'opp_00001',
    amount: '1200.12345',
    currency: 'EUR',
    occurred_at: at,
  }),
  (at, id) => ({
    type: 'deal',
    name: 'updated',
    source_system: 'crm',
    event_id: id,
    opportunity_id: 'opp_00001',
    amount: '1200',
    occurred_at: at,
  }),
  (at, id) => ({
    type: 'survey',
    source_system: 'survey_tool',
    event_id: id,
    kind: 'nps',
    score: 11,
    contact_id: 'contact_00001',
    occurred_at: at,
  }),
  (at, id) => ({
    type: 'stage',
    name: 'mql',
    source_system: 'crm',
    event_id: id,
    lead_id: '',
    occurred_at: at,
  }),
  (at, id) => ({
    type: 'stage',
    name: 'sql',
    source_system: 'crm',
    event_id: id,
    lead_id: 'lead_000001',
    occurred_at: at,
    date_only: true,
  }),
  (_, id) => ({
    ...touch,
    event_id: id,
    visitor_id: 'visitor_000001',
    occurred_at: '2031-01-01T00:00:00Z',
  }),
]

const laterThan = (entry: LogEntry, days: number) =>
  Math.min(entry.arrivesAt + days * day, lastReceipt)

/** Sent again by a client that missed the answer; half the time with its keys in another order. */
function repeat(random: Random, entry: LogEntry): LogEntry {
  const keys = Object.entries(entry.event)
  const event = Object.fromEntries(random.chance(0.5) ? keys : keys.reverse())
  return {
    arrivesAt: laterThan(entry, random.chance(0.5) ? 0 : random.between(0, 12)),
    event,
    fate: 'duplicate',
  }
}

/** The faults of careless clients, made from entries that were delivered. */
export function createFaults(random: Random, entries: readonly LogEntry[]): LogEntry[] {
  const faults: LogEntry[] = []
  for (let left = 130; left > 0; left -= 1) faults.push(repeat(random, random.pick(entries)))
  const priced = entries.filter(({ event }) => event.type === 'deal' && event.amount !== undefined)
  for (let left = 3; left > 0; left -= 1) {
    const entry = random.pick(priced)
    const event = { ...entry.event, amount: '1.00' }
    faults.push({ arrivesAt: laterThan(entry, 2), event, fate: 'conflict' })
  }
  badEvents.forEach((make, index) => {
    const entry = random.pick(entries)
    const event = make(isoTime(entry.arrivesAt - day), `bad-${String(index + 1).padStart(2, '0')}`)
    faults.push({ arrivesAt: entry.arrivesAt, event, fate: 'rejected' })
  })
  return faults
}
