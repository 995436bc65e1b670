import { parseReference, type ReferenceFault } from '#core/reference-csv.ts'
import type { ReferenceName } from '#core/reference-tables.ts'
import {
  type ReferenceCounts,
  type ReferenceDefaults,
  removeRows,
  upsertRows,
} from '#core/reference-versions.ts'
import { putVersions, readReference, referenceState, writeReference } from './reference-store.ts'
import { readSettings } from './settings.ts'
import { type LeasePorts, withLease } from './state.ts'

/** A CSV file, by its name and its text. */
export interface ReferenceRequest {
  readonly name: string
  readonly text: string
  /** Its rows name what is removed. */
  readonly removes?: boolean
}

interface Loaded {
  readonly table: ReferenceName
  readonly counts: ReferenceCounts
}

export type ReferenceResult = Loaded | { readonly faults: readonly ReferenceFault[] }

export interface ReferencePorts extends LeasePorts {
  readonly catalog: { readonly defaults: ReferenceDefaults }
}

/**
 * Loads one file of reference data: 1. reads all of it, and takes nothing when a line is wrong,
 * 2. adds, replaces or removes rows by their key, as versions recorded now, 3. writes the tables'
 * files and, with the holidays, the calendar. Loading a file again changes nothing.
 */
export function createReference(
  ports: ReferencePorts,
): (request: ReferenceRequest) => Promise<ReferenceResult> {
  const { objects, clock } = ports
  const { defaults } = ports.catalog
  return async ({ name, text, removes = false }) => {
    const parsed = parseReference(name, text, removes)
    if ('faults' in parsed) return parsed
    const { table, rows } = parsed
    const settings = await readSettings(objects)
    return withLease<Loaded>(ports, referenceState, async () => {
      const versions = (await readReference(objects))[table.name]
      const change = { table, versions, defaults, rows, recordedAt: clock.now().toISOString() }
      const after = removes ? removeRows(change) : upsertRows(change)
      await putVersions(objects, table.name, after.versions)
      await writeReference(objects, settings, defaults, clock.now())
      return { table: table.name, counts: after.counts }
    })
  }
}
