import { eventColumns } from './columns.ts'
import { eventName } from './event.ts'
import type { FunnelEvent } from './event-schemas.ts'
import { sha256 } from './hash.ts'
import { writeFilledCells } from './parquet.ts'
import { type Cells, toCells } from './parquet-cells.ts'
import type { FeedRecord, StoredEvent } from './ports.ts'

/** An object without rows: an engine that looks at files needs one to learn the columns from. */
export const emptyLanding = 'landing/at=1990-01-01-00/empty.parquet'

/** `YYYY-MM-DD-HH` in UTC, the partition of landing and quarantine objects. */
export const hourOf = (moment: Date): string => moment.toISOString().slice(0, 13).replace('T', '-')

const neededText = ['event_id', 'type', 'occurred_at', 'source_system'] as const

function parseStored(body: string): FunnelEvent {
  const event: unknown = JSON.parse(body)
  if (typeof event !== 'object' || event === null) throw new Error('the body is not an object')
  for (const field of neededText) {
    if (typeof (event as Record<string, unknown>)[field] !== 'string') {
      throw new Error(`the body has no ${field}`)
    }
  }
  // Not validated again: a release with a stricter schema must still export what was accepted.
  return event as FunnelEvent
}

/**
 * The row of `event_log` for a stored event: `name` by its default, a day as midnight UTC, and the
 * fields sent as null listed in `cleared`. Throws when the event fits no row.
 */
export function landingRow(stored: StoredEvent): Cells {
  const event = parseStored(stored.body)
  const fields = event as Readonly<Record<string, unknown>>
  const cleared = Object.keys(fields)
    .filter((field) => fields[field] === null)
    .sort()
  const row = Object.assign(event, {
    name: eventName(event),
    received_at: stored.receivedAt,
    content_hash: stored.contentHash,
    cleared: cleared.length > 0 ? cleared : null,
  })
  return toCells(eventColumns, row)
}

/** A record of the feed together with its row. */
export interface LandingRecord {
  readonly record: FeedRecord
  readonly row: Cells
}

/** Columns whose texts hardly repeat. */
const distinct: ReadonlySet<string> = new Set([
  'event_id',
  'content_hash',
  'email_hash',
  'name_hash',
])

const order = (a: string, b: string) => (a < b ? -1 : Number(a > b))

/** Events of a type have the same columns empty: side by side their rows are smaller. */
const byType = (records: readonly LandingRecord[]): Cells[] =>
  records.toSorted((a, b) => order(a.record.event.type, b.record.event.type)).map(({ row }) => row)

const keyPart = (sequence: string) => sequence.replace(/[^0-9A-Za-z]/g, '_')

/**
 * Key and bytes of the object that holds these records, given in feed order. The name is made of nothing
 * but the records (and the hour of writing), and the bytes too: who finds the name taken is done.
 */
export function landingObject(
  records: readonly LandingRecord[],
  at: Date,
): { key: string; body: Uint8Array } {
  const first = keyPart(records[0]?.record.sequence ?? '0')
  const last = keyPart(records.at(-1)?.record.sequence ?? '0')
  const ids = records.map(({ record }) => record.event.eventId).join('\n')
  const name = `${first}-${last}-${records.length}-${sha256(ids).slice(0, 16)}`
  return {
    key: `landing/at=${hourOf(at)}/${name}.parquet`,
    body: writeFilledCells(eventColumns, byType(records), distinct),
  }
}
