import { canonicalJson, sha256 } from './hash.ts'
import {
  type ReferenceName,
  type ReferenceRow,
  type ReferenceTable,
  referenceTables,
} from './reference-tables.ts'

/** One state of a row: what it became when it was loaded, or null when it was removed. */
export interface ReferenceVersion {
  readonly key: readonly string[]
  /** ISO instant in UTC. */
  readonly recordedAt: string
  readonly row: ReferenceRow | null
}

/** Versions of each table's rows, those of one key in the order of their loading. */
export type Reference = Readonly<Record<ReferenceName, readonly ReferenceVersion[]>>

/** Rows that hold until a row of the same key is loaded. */
export type ReferenceDefaults = Partial<Readonly<Record<ReferenceName, readonly ReferenceRow[]>>>

/** What loading or removing did, in rows. */
export interface ReferenceCounts {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly removed: number
}

/** Before and after every as-of there is: moments that all engines and Parquet hold. */
const beginning = '1900-01-01T00:00:00.000Z'
export const forever = '9999-12-31T00:00:00.000Z'

/** The values that name a row. */
export const keyOf = ({ key }: ReferenceTable, row: ReferenceRow): string[] =>
  key.map((column) => String(row[column]))

const keyText = (key: readonly string[]) => JSON.stringify(key)

function byKey(versions: readonly ReferenceVersion[]): Map<string, ReferenceVersion[]> {
  const groups = new Map<string, ReferenceVersion[]>()
  for (const version of versions) {
    const text = keyText(version.key)
    groups.set(text, [...(groups.get(text) ?? []), version])
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The versions, with the default rows of those keys that were never loaded. */
export function withDefaults(
  table: ReferenceTable,
  versions: readonly ReferenceVersion[],
  defaults: ReferenceDefaults,
): ReferenceVersion[] {
  const loaded = new Set(versions.map(({ key }) => keyText(key)))
  const rows = defaults[table.name] ?? []
  const kept = rows.map((row) => ({ key: keyOf(table, row), recordedAt: beginning, row }))
  return [...versions, ...kept.filter(({ key }) => !loaded.has(keyText(key)))]
}

/** A version with the moments between which it was known: `knownFrom < as-of <= knownUntil`. */
export interface KnownVersion extends ReferenceVersion {
  readonly knownFrom: string
  readonly knownUntil: string
}

/**
 * When each version was known: up to the loading of the next one; the first version of a key counts
 * as known from the beginning. So an as-of sees one version of a key at most.
 */
export const knownVersions = (versions: readonly ReferenceVersion[]): KnownVersion[] =>
  [...byKey(versions).values()].flatMap((ofKey) =>
    ofKey.map((version, index) => ({
      ...version,
      knownFrom: index === 0 ? beginning : version.recordedAt,
      knownUntil: ofKey[index + 1]?.recordedAt ?? forever,
    })),
  )

/** The rows that an as-of sees, an ISO instant, sorted by key; those of a table that is not cut as they are today. */
export function rowsKnownAt(
  table: ReferenceTable,
  versions: readonly ReferenceVersion[],
  asOf: string,
): ReferenceRow[] {
  const at = table.isCut ? asOf : forever
  return knownVersions(versions).flatMap(({ row, knownFrom, knownUntil }) =>
    row !== null && knownFrom < at && at <= knownUntil ? [row] : [],
  )
}

/** The rows as they are today. */
export const latestRows = (versions: readonly ReferenceVersion[]): ReferenceRow[] =>
  knownVersions(versions).flatMap(({ row, knownUntil }) =>
    row !== null && knownUntil === forever ? [row] : [],
  )

/** Hash over all that an as-of sees; equal exactly when every table's rows are. */
export function referenceHash(
  reference: Reference,
  defaults: ReferenceDefaults,
  asOf: string,
): string {
  const known = referenceTables.map((table) => [
    table.name,
    rowsKnownAt(table, withDefaults(table, reference[table.name], defaults), asOf),
  ])
  return sha256(canonicalJson(known))
}

/** Instant of the last loading that changed something; undefined when nothing was ever loaded. */
export const lastRecordedAt = (reference: Reference): string | undefined =>
  Object.values(reference)
    .flat()
    .map(({ recordedAt }) => recordedAt)
    .sort()
    .at(-1)

/** A version as engines read it: its row, and when it was loaded and known. */
export type StoredRow = ReferenceRow & {
  readonly recorded_at: string
  readonly known_from: string
  readonly known_until: string
}

/** Rows for the table's Parquet file: every version that is not a removal. */
export const storedRows = (versions: readonly ReferenceVersion[]): StoredRow[] =>
  knownVersions(versions).flatMap(({ row, recordedAt, knownFrom, knownUntil }) =>
    row === null
      ? []
      : [{ ...row, recorded_at: recordedAt, known_from: knownFrom, known_until: knownUntil }],
  )

export interface ReferenceChange {
  readonly table: ReferenceTable
  readonly versions: readonly ReferenceVersion[]
  readonly defaults: ReferenceDefaults
  /** Each key once; of a removal only the key matters. */
  readonly rows: readonly ReferenceRow[]
  readonly recordedAt: string
}

function lastRows({ table, versions, defaults }: ReferenceChange) {
  const last = new Map<string, ReferenceRow | null>()
  for (const { key, row } of withDefaults(table, versions, defaults)) last.set(keyText(key), row)
  return last
}

/** Adds rows and replaces those of the same key; a row that is there as it is makes no version. */
export function upsertRows(change: ReferenceChange): {
  readonly versions: readonly ReferenceVersion[]
  readonly counts: ReferenceCounts
} {
  const { table, versions, rows, recordedAt } = change
  const last = lastRows(change)
  const before = (row: ReferenceRow) => last.get(keyText(keyOf(table, row))) ?? null
  const isKept = (row: ReferenceRow) => canonicalJson(before(row)) === canonicalJson(row)
  const fresh = rows.filter((row) => !isKept(row))
  const changed = fresh.filter((row) => before(row) !== null).length
  return {
    versions: [...versions, ...fresh.map((row) => ({ key: keyOf(table, row), recordedAt, row }))],
    counts: {
      added: fresh.length - changed,
      changed,
      unchanged: rows.length - fresh.length,
      removed: 0,
    },
  }
}

/** Removes the rows of these keys; a key without a row is unchanged. */
export function removeRows(change: ReferenceChange): {
  readonly versions: readonly ReferenceVersion[]
  readonly counts: ReferenceCounts
} {
  const { table, versions, rows, recordedAt } = change
  const last = lastRows(change)
  const keys = rows.map((row) => keyOf(table, row))
  const gone = keys.filter((key) => (last.get(keyText(key)) ?? null) !== null)
  return {
    versions: [...versions, ...gone.map((key) => ({ key, recordedAt, row: null }))],
    counts: { added: 0, changed: 0, unchanged: keys.length - gone.length, removed: gone.length },
  }
}
