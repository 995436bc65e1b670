/** What the handlers need from the world; `infra/local` and `functions/aws` each implement them once. */

/** One event as stored: `body` is the validated event as JSON text, `receivedAt` an ISO instant in UTC. */
export interface StoredEvent {
  readonly eventId: string
  readonly type: string
  readonly receivedAt: string
  readonly contentHash: string
  readonly body: string
}

/** `retry` means that the event was not stored and the sender should send it again. */
export type AppendOutcome = 'accepted' | 'duplicate' | 'conflict' | 'retry'

export interface EventStore {
  /** One outcome per event, in order. An event id that is already stored is never overwritten. */
  append(events: readonly StoredEvent[]): Promise<AppendOutcome[]>
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
  /** Every object under the prefix, sorted by key. */
  list(prefix: string): Promise<ObjectInfo[]>
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

export interface Clock {
  now(): Date
}
