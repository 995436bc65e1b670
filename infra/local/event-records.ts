import type { DatabaseSync } from 'node:sqlite'
import { sha256 } from '#core/hash.ts'
import type { EventRecords, Remainder, StoredEvent } from '#core/ports.ts'

/** A row of the event table, without its place in the feed. */
export interface EventRow {
  readonly event_id: string
  readonly type: string
  readonly received_at: string
  readonly content_hash: string
  readonly body: string
}

export const eventColumns = 'event_id, type, received_at, content_hash, body'

export const toEvent = (row: EventRow): StoredEvent => ({
  eventId: row.event_id,
  type: row.type,
  receivedAt: row.received_at,
  contentHash: row.content_hash,
  body: row.body,
})

/** Runs the work as one transaction, which a throw undoes. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('begin immediate')
  try {
    const result = work()
    database.exec('commit')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}

const pageEvents = 5_000

function createErase(database: DatabaseSync) {
  const keep = database.prepare(
    `insert or ignore into erased (id_hash, content_hash)
     select ?, content_hash from events where event_id = ?`,
  )
  const remove = database.prepare('delete from events where event_id = ?')
  const change = database.prepare('update events set body = ? where event_id = ?')
  return ({ eventId, body }: Remainder): void => {
    if (body !== undefined) change.run(body, eventId)
    else {
      keep.run(sha256(eventId), eventId)
      remove.run(eventId)
    }
  }
}

/** The rows of the event table; those of a segment are read in the order of the feed. */
export function createRecords(database: DatabaseSync): EventRecords {
  const one = database.prepare(`select ${eventColumns} from events where event_id = ?`)
  const page = database.prepare(
    `select feed, ${eventColumns} from events
     where feed > ? and feed % ? = ? order by feed limit ${pageEvents}`,
  )
  const eraseOne = createErase(database)
  return {
    async get(eventIds) {
      // The columns are those of the table, here and below.
      const rows = eventIds.map((id) => one.get(id) as unknown as EventRow | undefined)
      return rows.flatMap((row) => (row ? [toEvent(row)] : []))
    },
    async scan({ segment, segments, after = '0' }) {
      const rows = page.all(Number(after), segments, segment) as unknown as (EventRow & {
        readonly feed: number
      })[]
      const last = rows.length < pageEvents ? undefined : rows.at(-1)
      return { events: rows.map(toEvent), ...(last ? { next: String(last.feed) } : {}) }
    },
    async erase(remainders) {
      inTransaction(database, () => remainders.forEach(eraseOne))
    },
  }
}
