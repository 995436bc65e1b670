import { writeParquet } from '#core/parquet.ts'
import type { ObjectStore } from '#core/ports.ts'
import {
  type ReferenceName,
  type ReferenceTable,
  referenceNames,
  referenceTables,
  storedColumns,
} from '#core/reference-tables.ts'
import {
  latestRows,
  type Reference,
  type ReferenceDefaults,
  type ReferenceVersion,
  storedRows,
  withDefaults,
} from '#core/reference-versions.ts'
import type { Settings } from '#core/settings.ts'
import { writeCalendar } from './calendar.ts'
import { readText } from './read-text.ts'

/** Held by whoever changes reference data or the files made from them. */
export const referenceState = 'state/reference.json'

/** Exact numbers are text there, so the versions are kept as JSON; the Parquet files follow from it. */
const versionsKey = (name: ReferenceName) => `reference/${name}.json`
const parquetKey = (name: ReferenceName) => `reference/${name}/${name}.parquet`

async function readVersions(
  objects: ObjectStore,
  name: ReferenceName,
): Promise<readonly ReferenceVersion[]> {
  const text = await readText(objects, versionsKey(name))
  return text === undefined ? [] : (JSON.parse(text) as ReferenceVersion[])
}

/** Every version of every row that was loaded, without the defaults. */
export async function readReference(objects: ObjectStore): Promise<Reference> {
  const entries = await Promise.all(
    referenceNames.map(async (name) => [name, await readVersions(objects, name)] as const),
  )
  return Object.fromEntries(entries) as Reference
}

/** What engines read: one Parquet file of a table's versions, its defaults among them. */
async function writeTable(
  objects: ObjectStore,
  table: ReferenceTable,
  versions: readonly ReferenceVersion[],
  defaults: ReferenceDefaults,
): Promise<void> {
  const rows = storedRows(withDefaults(table, versions, defaults))
  await objects.put(parquetKey(table.name), writeParquet(storedColumns(table), rows))
}

/** Keeps the versions of one table; `writeReference` makes its file. */
export async function putVersions(
  objects: ObjectStore,
  name: ReferenceName,
  versions: readonly ReferenceVersion[],
): Promise<void> {
  await objects.put(versionsKey(name), `${JSON.stringify(versions)}\n`)
}

/**
 * Writes the files that engines read, all made from the kept versions and the settings: those of
 * every reference table, and the calendar with its holidays. Safe to die in and to run again.
 */
export async function writeReference(
  objects: ObjectStore,
  settings: Settings,
  defaults: ReferenceDefaults,
  now: Date,
): Promise<void> {
  const reference = await readReference(objects)
  for (const table of referenceTables) {
    await writeTable(objects, table, reference[table.name], defaults)
  }
  const holidays = latestRows(reference.holidays).map((row) => String(row.day))
  await writeCalendar(objects, settings, holidays, now)
}
