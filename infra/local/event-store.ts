import { DatabaseSync } from 'node:sqlite'
import { sha256 } from '#core/hash.ts'
import type {
  AppendOutcome,
  EventRecords,
  EventStore,
  FeedRecord,
  StoredEvent,
} from '#core/ports.ts'
import {
  createRecords,
  type EventRow,
  eventColumns,
  inTransaction,
  toEvent,
} from './event-records.ts'
import { createGroups } from './groups.ts'

/** Accepted events in the order in which they were accepted, and how far the one consumer has read. */
export interface ChangeFeed {
  /** At most `limit` records with a number above `after`, lowest first; `sequence` is that number. */
  read(after: number, limit: number): FeedRecord[]
  /** Number of the last record that the consumer is done with; 0 before the first. */
  position(): number
  /** Moves the position forward and keeps it; a lower number changes nothing. */
  advance(to: number): void
}

export interface LocalEventStore extends EventStore, EventRecords, ChangeFeed {
  /** Latest `receivedAt` of all stored events as an ISO instant; undefined while there are none. */
  lastReceivedAt(): string | undefined
  /** Writes the file anew, so that no bytes of what was erased stay in it. */
  rewrite(): void
  close(): void
}

interface FeedRow extends EventRow {
  readonly feed: number
}

/**
 * `autoincrement`, because a feed number must not be given out twice, even after its row was erased.
 * An erased event is known by the hash of its id, since an id may tell whom it was about.
 */
const tables = `
  create table if not exists events (
    feed integer primary key autoincrement,
    event_id text not null unique,
    type text not null,
    received_at text not null,
    content_hash text not null,
    body text not null
  ) strict;
  create table if not exists erased (
    id_hash text primary key, content_hash text not null
  ) strict, without rowid;
  create table if not exists marks (name text primary key, value any not null) strict, without rowid;
`

/**
 * `synchronous = full`: an event answered `accepted` survives a power cut, at one fsync a batch;
 * `normal` would only survive the end of the process. The cache of 64 MB and as long a log are for
 * imports, whose random ids touch the whole index: a page then goes into the file once for many events.
 */
const pragmas = `
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma cache_size = -65536;
  pragma wal_autocheckpoint = 16384;
`

/** Result codes of SQLite after which the same call may succeed: busy, locked, I/O error, disk full. */
const passing = new Set([5, 6, 10, 13])

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error && 'errcode' in error)) return false
  // The low byte is the primary code; the rest tells kinds of it apart.
  return typeof error.errcode === 'number' && passing.has(error.errcode & 0xff)
}

type Events = readonly StoredEvent[]

function createAppend(database: DatabaseSync) {
  const hashOf = database.prepare('select content_hash from events where event_id = ?')
  const anyErased = database.prepare('select 1 from erased limit 1')
  const erasedHashOf = database.prepare('select content_hash from erased where id_hash = ?')
  const insert = database.prepare(
    `insert into events (event_id, type, received_at, content_hash, body) values (?, ?, ?, ?, ?)`,
  )
  const receive = database.prepare(
    `insert into marks (name, value) values ('received_at', ?)
     on conflict (name) do update set value = max(value, excluded.value)`,
  )
  const appendOne = (event: StoredEvent, mayBeErased: boolean): AppendOutcome => {
    const { eventId, type, receivedAt, contentHash, body } = event
    // Asked first, because an insert that meets a conflict uses up a feed number.
    const known = hashOf.get(eventId)
    if (known) return known.content_hash === contentHash ? 'duplicate' : 'conflict'
    const erased = mayBeErased ? erasedHashOf.get(sha256(eventId)) : undefined
    if (erased) return erased.content_hash === contentHash ? 'duplicate' : 'erased'
    insert.run(eventId, type, receivedAt, contentHash, body)
    return 'accepted'
  }
  const appendAll = (events: Events): AppendOutcome[] => {
    const mayBeErased = anyErased.get() !== undefined
    const outcomes = events.map((event) => appendOne(event, mayBeErased))
    const accepted = events.filter((_, index) => outcomes[index] === 'accepted')
    const latest = accepted
      .map(({ receivedAt }) => receivedAt)
      .toSorted()
      .at(-1)
    if (latest !== undefined) receive.run(latest)
    return outcomes
  }
  return (batches: readonly Events[]): AppendOutcome[][] => {
    try {
      return inTransaction(database, () => batches.map(appendAll))
    } catch (error) {
      if (isPassing(error)) return batches.map((events) => events.map(() => 'retry'))
      throw error
    }
  }
}

function createFeed(database: DatabaseSync): ChangeFeed {
  const after = database.prepare(
    `select feed, ${eventColumns} from events where feed > ? order by feed limit ?`,
  )
  const position = database.prepare(`select value from marks where name = 'position'`)
  const advance = database.prepare(
    `insert into marks (name, value) values ('position', ?)
     on conflict (name) do update set value = max(value, excluded.value)`,
  )
  return {
    read: (from, limit) => (after.all(from, limit) as unknown as FeedRow[]).map(toRecord),
    position: () => Number(position.get()?.value ?? 0),
    advance: (to) => {
      advance.run(to)
    },
  }
}

const toRecord = (row: FeedRow): FeedRecord => ({
  sequence: String(row.feed),
  event: toEvent(row),
})

/**
 * Opens the event table and its change feed in one SQLite file, creating it when absent. A batch is
 * stored in one transaction, together with those of the same moment: when the database refuses it
 * (busy for longer than `busyMs`, disk full), nothing is stored and every outcome is `retry`.
 */
export function openEventStore(path: string, busyMs = 5000): LocalEventStore {
  const database = new DatabaseSync(path, { timeout: busyMs })
  database.exec(pragmas)
  database.exec(tables)
  const append = createGroups(createAppend(database))
  const received = database.prepare(`select value from marks where name = 'received_at'`)
  return {
    append,
    ...createRecords(database),
    ...createFeed(database),
    lastReceivedAt: () => received.get()?.value?.toString(),
    rewrite: () => {
      database.exec('vacuum')
      database.exec('pragma wal_checkpoint(truncate)')
    },
    close: () => database.close(),
  }
}
