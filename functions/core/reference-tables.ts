import type * as z from 'zod'
import { type Column, columnOf } from './columns.ts'
import {
  committeeRoles,
  fxRates,
  holidays,
  icpRules,
  quotas,
  targets,
  touchNames,
} from './reference-schemas.ts'

/** Tables that people keep beside the events, in the order in which they are shown. */
export const referenceNames = [
  'fx_rates',
  'quotas',
  'targets',
  'touch_names',
  'icp_rules',
  'committee_roles',
  'holidays',
] as const
export type ReferenceName = (typeof referenceNames)[number]

/** A row as it is kept: exact numbers and days are text. */
export type ReferenceRow = Readonly<Record<string, string | boolean>>

export interface ReferenceTable {
  readonly name: ReferenceName
  /** What one row is. */
  readonly doc: string
  /** Columns that name a row; a row with the same ones replaces it. */
  readonly key: readonly string[]
  readonly columns: readonly Column[]
  readonly schema: z.ZodType<ReferenceRow>
  /** False where an as-of sees today's rows, as it sees today's calendar. */
  readonly isCut: boolean
}

type RowSchema = z.ZodObject & z.ZodType<ReferenceRow>

const define = (
  name: ReferenceName,
  doc: string,
  key: readonly string[],
  schema: RowSchema,
): ReferenceTable => ({
  name,
  doc,
  key,
  schema,
  columns: Object.entries(schema.shape).map(([column, field]) => columnOf(column, field)),
  isCut: name !== 'holidays',
})

/** Every reference table: the one schema behind its Parquet file, DDL, documentation and CSV. */
export const referenceTables: readonly ReferenceTable[] = [
  define(
    'fx_rates',
    'A rate of exchange from a day on.',
    ['from_currency', 'to_currency', 'valid_on'],
    fxRates,
  ),
  define(
    'quotas',
    'What an owner should win in a period.',
    ['owner_kind', 'owner', 'scope', 'starts_on', 'ends_on'],
    quotas,
  ),
  define(
    'targets',
    'What a figure should reach in a period.',
    ['metric', 'starts_on', 'ends_on'],
    targets,
  ),
  define('touch_names', 'The engagement group of touches of a name.', ['name'], touchNames),
  define(
    'icp_rules',
    'A condition of an ideal customer profile.',
    ['profile', 'subject', 'field', 'operator'],
    icpRules,
  ),
  define('committee_roles', 'A role of the buying committee.', ['role'], committeeRoles),
  define(
    'holidays',
    'A day without working hours, beside those of the settings.',
    ['day'],
    holidays,
  ),
]

const bookkeeping: readonly Column[] = [
  { name: 'recorded_at', type: 'timestamp', doc: 'When this version of the row was loaded, UTC' },
  {
    name: 'known_from',
    type: 'timestamp',
    doc: 'An as-of after this moment sees the version; long ago for the first one',
  },
  { name: 'known_until', type: 'timestamp', doc: 'The last as-of that sees it' },
]

/** Columns of the table's Parquet file: those of its rows and when each version was known. */
export const storedColumns = (table: ReferenceTable): readonly Column[] => [
  ...table.columns,
  ...bookkeeping,
]
