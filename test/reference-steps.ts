import {
  type ReferenceName,
  type ReferenceRow,
  type ReferenceTable,
  referenceTables,
} from '#core/reference-tables.ts'
import { type ReferenceVersion, removeRows, upsertRows } from '#core/reference-versions.ts'

/** The reference table of a name. */
export function tableOf(name: ReferenceName): ReferenceTable {
  const table = referenceTables.find((each) => each.name === name)
  if (!table) throw new Error(`no table ${name}`)
  return table
}

/** A table with one key column and one other. */
export const roles = tableOf('committee_roles')

/** A row of it. */
export const role = (name: string, decides: boolean) => ({ role: name, is_decision: decides })
/** 06:00 on a day of March. */
export const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}T06:00:00.000Z`
/** The first as-of that sees what was loaded at the instant. */
export const justAfter = (instant: string) => new Date(Date.parse(instant) + 1).toISOString()

/** Rows that are loaded or removed at 06:00 on a day of March. */
export type Step = ['load' | 'remove', day: number, ...rows: ReferenceRow[]]

/** The versions that are left when the steps were taken one after the other. */
export function play(
  table: ReferenceTable,
  steps: readonly Step[],
  defaults = {},
): ReferenceVersion[] {
  let versions: readonly ReferenceVersion[] = []
  for (const [step, day, ...rows] of steps) {
    const change = { table, versions, defaults, rows, recordedAt: at(day) }
    versions = (step === 'load' ? upsertRows(change) : removeRows(change)).versions
  }
  return [...versions]
}
