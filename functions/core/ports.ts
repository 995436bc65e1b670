/** What the handlers need from the world; `infra/local` and `functions/aws` each implement them once. */

/** One event as stored: `body` is the validated event as JSON text, `receivedAt` an ISO instant in UTC. */
export interface StoredEvent {
  readonly eventId: string
  readonly type: string
  readonly receivedAt: string
  readonly contentHash: string
  readonly body: string
}

/**
 * `retry` means that the event was not stored and the sender should send it again; `erased` that an
 * event of this id was erased and had other content.
 */
export type AppendOutcome = 'accepted' | 'duplicate' | 'conflict' | 'erased' | 'retry'

export interface EventStore {
  /** One outcome per event, in order. An event id that is already stored is never overwritten. */
  append(events: readonly StoredEvent[]): Promise<AppendOutcome[]>
}

/** One of several parts of the store, read from the start or on from where a page ended. */
export interface PageRequest {
  readonly segment: number
  readonly segments: number
  readonly after?: string
}

/** `next` is absent after the last page; a page may be empty before it. */
export interface EventPage {
  readonly events: readonly StoredEvent[]
  readonly next?: string
}

/** What an erasure leaves of an event: another body, or nothing but the hash of its content. */
export interface Remainder {
  readonly eventId: string
  readonly body?: string
}

/** The stored events themselves; none of its calls reaches the change feed. */
export interface EventRecords {
  /** Those of the ids that are stored and not erased, in no order. */
  get(eventIds: readonly string[]): Promise<StoredEvent[]>
  /** Every stored event once; the page's bounds stay the same as long as the store does. */
  scan(page: PageRequest): Promise<EventPage>
  /**
   * Erases events, or a part of their bodies. The content hash stays, so that the same event sent
   * again is a duplicate and does not come back. Ids that are not stored, or erased, are passed over.
   */
  erase(remainders: readonly Remainder[]): Promise<void>
}

/** One record of the event store's change feed; `sequence` is what a partial failure names. */
export interface FeedRecord {
  readonly sequence: string
  readonly event: StoredEvent
}

export interface StoredObject {
  readonly body: Uint8Array
  readonly tag: string
}

export interface ObjectInfo {
  readonly key: string
  readonly size: number
}

/** Write only when nothing is there, or only when the stored object still has this tag. */
export type PutCondition = { readonly absent: true } | { readonly tag: string }

export interface ObjectStore {
  get(key: string): Promise<StoredObject | undefined>
  /** The new tag, or undefined when the condition did not hold and nothing was written. */
  put(key: string, body: Uint8Array | string, condition?: PutCondition): Promise<string | undefined>
  /** Every object under the prefix, sorted by key; with `after`, those whose keys come after it. */
  list(prefix: string, after?: string): Promise<ObjectInfo[]>
  delete(keys: readonly string[]): Promise<void>
}

/**
 * A result cell: integers and doubles as numbers, decimals as strings, dates as `YYYY-MM-DD`,
 * timestamps as `YYYY-MM-DD HH:MM:SS.mmm` in UTC, null as null. The same on every engine.
 */
export type Cell = string | number | boolean | null
export type Row = Readonly<Record<string, Cell>>

export interface QueryColumn {
  readonly name: string
  readonly type: string
}

export interface QueryResult {
  readonly columns: readonly QueryColumn[]
  readonly rows: readonly Row[]
  /** Bytes scanned where the engine tells, else 0. */
  readonly bytesScanned: number
}

export type Dialect = 'duckdb' | 'trino' | 'athena'

export interface QueryEngine {
  /** Only DDL and maintenance verbs depend on it; query text never does. */
  readonly dialect: Dialect
  /** Runs one statement without a trailing semicolon; `name` is for error messages and logs. */
  run(sql: string, name: string): Promise<QueryResult>
}

export interface Attachment {
  readonly name: string
  readonly contentType: string
  readonly body: Uint8Array
}

/** A mail; `key` names it once and for all, for adapters that can tell a repeated one. */
export interface Notification {
  readonly key: string
  readonly recipients: readonly string[]
  readonly subject: string
  /** For programs that show no HTML. */
  readonly text: string
  readonly html: string
  readonly attachments?: readonly Attachment[]
}

export interface Notifier {
  /** Resolves when the mail was taken for delivery; throws when it was not. */
  send(message: Notification): Promise<void>
}

/** A message for a channel of a chat; `secret` names the secret that holds the channel's address. */
export interface ChatMessage {
  readonly key: string
  readonly secret: string
  /** For notifications and programs that show no blocks. */
  readonly text: string
  readonly blocks: readonly object[]
}

export interface Chat {
  post(message: ChatMessage): Promise<void>
}

export interface Tasks {
  /** Starts a handler by name in the background. */
  start(name: string, payload: unknown): Promise<void>
}

export interface Secrets {
  /**
   * The live values of a secret, the newest first: while one is replaced the one before still
   * holds. Empty when there is no such secret.
   */
  get(name: string): Promise<readonly string[]>
}

export interface Metrics {
  /** Records what was measured now, by name, for alarms to watch. */
  record(values: Readonly<Record<string, number>>): void
}

export interface Clock {
  now(): Date
}
