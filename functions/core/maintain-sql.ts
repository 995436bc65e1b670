import { qualified } from './ddl-text.ts'
import { renderLiteral } from './literal.ts'
import type { Dialect } from './ports.ts'

/** Months `[from, to)`, each its first day. */
export interface Months {
  readonly from: string
  readonly to: string
}

type Table = Parameters<typeof qualified>[0]

// Athena's own verbs take no quotes; the names of our schemas and tables need none.
const plain = ({ schema, table }: Table) => `${schema}.${table}`

/** The months of which the log holds events, in order. */
export const monthsInLog = (
  lake: string,
) => `select distinct cast(date_trunc('month', occurred_at) as date) as month
from ${lake}.event_log
order by month`

const moment = (day: string) => renderLiteral({ type: 'timestamp', value: `${day}T00:00:00.000Z` })

const within = (months: Months | undefined) =>
  months === undefined
    ? ''
    : ` where occurred_at >= ${moment(months.from)} and occurred_at < ${moment(months.to)}`

const compaction: Record<Dialect, (table: Table, where: string) => readonly string[]> = {
  // Its files are its own affair.
  duckdb: () => [],
  trino: (table, where) => [`alter table ${qualified(table)} execute optimize${where}`],
  athena: (table, where) => [`optimize ${plain(table)} rewrite data using bin_pack${where}`],
}

/** Rewrites the small files of an Iceberg table as few large ones, of these months of the log alone. */
export const compactTable = (table: Table, dialect: Dialect, months?: Months): readonly string[] =>
  compaction[dialect](table, within(months))

const cleaning: Record<Dialect, (table: Table) => readonly string[]> = {
  duckdb: () => ['checkpoint'],
  trino: (table) =>
    ['expire_snapshots', 'remove_orphan_files'].map(
      (verb) => `alter table ${qualified(table)} execute ${verb}(retention_threshold => '7d')`,
    ),
  athena: (table) => [`vacuum ${plain(table)}`],
}

/** Removes the files that no kept snapshot of the table names; on DuckDB, frees space in its file. */
export const cleanTable = (table: Table, dialect: Dialect): readonly string[] =>
  cleaning[dialect](table)
