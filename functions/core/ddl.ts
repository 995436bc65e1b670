import { type Column, eventColumns, sqlType } from './columns.ts'
import { backticks, columnList, name, qualified, text } from './ddl-text.ts'
import { prefixes } from './names.ts'
import type { Dialect } from './ports.ts'

export interface Table {
  readonly schema: string
  readonly table: string
}

export interface BuildTable extends Table {
  /** The lake's location for the engine. */
  readonly root: string
  /** Partition transform such as `year(reached_on)`; DuckDB takes none. */
  readonly partition?: string
}

/** Creates a schema unless it is there. */
export function createSchema(schema: string, dialect: Dialect): string {
  return `create schema if not exists ${dialect === 'athena' ? backticks(schema) : name(schema)}`
}

const eventLog: Record<Dialect, (table: Table, files: string) => string> = {
  duckdb: (table) =>
    `create table if not exists ${qualified(table)} (\n${columnList(eventColumns, 'duckdb')}\n)`,
  trino: (table, files) =>
    `create table if not exists ${qualified(table)} (\n${columnList(eventColumns, 'trino')}\n)\n` +
    `with (format = 'PARQUET', location = ${text(files)}, ` +
    `partitioning = array['month(occurred_at)'])`,
  athena: (table, files) =>
    `create table if not exists ${qualified(table, backticks)} (\n${columnList(eventColumns, 'athena')}\n)\n` +
    `partitioned by (month(occurred_at))\nlocation ${text(files)}\n` +
    `tblproperties ('table_type' = 'ICEBERG', 'format' = 'parquet')`,
}

/** The `event_log` table of a lake whose files are under `root`: Iceberg by month, plain on DuckDB. */
export function createEventLog(schema: string, dialect: Dialect, root: string): string {
  return eventLog[dialect]({ schema, table: 'event_log' }, `${root}/${prefixes.eventLog}`)
}

/** Hours that the engine may look for; a day ahead of now for clocks that differ. */
const hours = { first: '2020-01-01-00', last: 'NOW+1DAYS', format: 'yyyy-MM-dd-HH' }

/** Typed columns without rows keep the view's shape when every object is older than a new column. */
function landingView(schema: string, root: string): string {
  const shape = eventColumns.map(
    (column) => `cast(null as ${sqlType(column.type, 'duckdb')}) as ${name(column.name)}`,
  )
  return (
    `create or replace view ${qualified({ schema, table: 'landing' })} as\n` +
    `select ${shape.join(', ')}, cast(null as varchar) as "at" where false\nunion all by name\n` +
    `select * from read_parquet(${text(`${root}/${prefixes.landing}*/*.parquet`)}, ` +
    `hive_partitioning = true, hive_types = {'at': varchar}, union_by_name = true)`
  )
}

const landingTable: Record<Dialect, (schema: string, root: string) => string> = {
  duckdb: landingView,
  trino: (schema, root) =>
    `create table if not exists hive.${qualified({ schema, table: 'landing' })} (\n` +
    `${columnList(eventColumns, 'trino', 'hive')},\n    "at" varchar with (partition_projection_type = 'date', ` +
    `partition_projection_format = '${hours.format}', partition_projection_interval = 1, ` +
    `partition_projection_interval_unit = 'HOURS', ` +
    `partition_projection_range = array['${hours.first}', '${hours.last}'])\n)\n` +
    `with (format = 'PARQUET', external_location = ${text(`${root}/${prefixes.landing}`)}, ` +
    `partitioned_by = array['at'], partition_projection_enabled = true)`,
  athena: (schema, root) =>
    `create external table if not exists ${qualified({ schema, table: 'landing' }, backticks)} (\n` +
    `${columnList(eventColumns, 'athena')}\n)\npartitioned by (${backticks('at')} string)\nstored as parquet\n` +
    `location ${text(`${root}/${prefixes.landing}`)}\n` +
    `tblproperties ('projection.enabled' = 'true', 'projection.at.type' = 'date', ` +
    `'projection.at.format' = '${hours.format}', 'projection.at.interval' = '1', ` +
    `'projection.at.interval.unit' = 'HOURS', 'projection.at.range' = '${hours.first},${hours.last}')`,
}

/**
 * Names the landing objects as table `landing` with the partition column `at` (hour of writing, UTC).
 * DuckDB reads the files when it makes the view, so there the first object must have landed.
 */
export function createLanding(schema: string, dialect: Dialect, root: string): string {
  return landingTable[dialect](schema, root)
}

type ReferenceTable = (table: Table, columns: readonly Column[], folder: string) => string

const referenceTable: Record<Dialect, ReferenceTable> = {
  duckdb: (table, columns, folder) =>
    `create or replace view ${qualified(table)} as\n` +
    `select ${columns.map((column) => name(column.name)).join(', ')}\n` +
    `from read_parquet(${text(`${folder}${table.table}.parquet`)})`,
  trino: (table, columns, folder) =>
    `create table if not exists hive.${qualified(table)} (\n${columnList(columns, 'trino', 'hive')}\n)\n` +
    `with (format = 'PARQUET', external_location = ${text(folder)})`,
  athena: (table, columns, folder) =>
    `create external table if not exists ${qualified(table, backticks)} (\n` +
    `${columnList(columns, 'athena')}\n)\nstored as parquet\nlocation ${text(folder)}`,
}

/** Names `reference/<table>/<table>.parquet` as a table; on DuckDB the file must exist. */
export function createReference(
  table: string,
  columns: readonly Column[],
  schema: string,
  dialect: Dialect,
  root: string,
): string {
  return referenceTable[dialect](
    { schema, table },
    columns,
    `${root}/${prefixes.reference}${table}/`,
  )
}

/** Adds a column at the end; Athena refuses one that is there, so compare before. */
export function addColumn(table: Table, column: Column, dialect: Dialect): string {
  const at = qualified(table, dialect === 'athena' ? backticks : name)
  const added = columnList([column], dialect).trim()
  return dialect === 'athena'
    ? `alter table ${at} add columns (${added})`
    : `alter table ${at} add column if not exists ${added}`
}

/** A view over one table with its columns listed; the same text on every engine. */
export function createView(
  schema: string,
  view: string,
  columns: readonly string[],
  target: Table,
): string {
  return (
    `create or replace view ${qualified({ schema, table: view })} as\n` +
    `select ${columns.map(name).join(', ')}\nfrom ${qualified(target)}`
  )
}

/** A view made from a SELECT, in place of the one before; the same text on every engine. */
export const createModelView = (view: Table, select: string) =>
  `create or replace view ${qualified(view)} as\n${select}`

/** Drops a view unless it is gone; the same text on every engine. */
export const dropView = (view: Table) => `drop view if exists ${qualified(view)}`

const tableProperties: Record<Dialect, (files: string) => string[]> = {
  duckdb: () => [],
  trino: (files) => [`format = 'PARQUET'`, `location = ${text(files)}`],
  athena: (files) => [
    `table_type = 'ICEBERG'`,
    'is_external = false',
    `format = 'PARQUET'`,
    `location = ${text(files)}`,
  ],
}

/** A table made from a SELECT: Iceberg below `<root>/<schema>/<table>/`, which must be empty; plain on DuckDB. */
export function createTableAs(dialect: Dialect, table: BuildTable, select: string): string {
  const properties = tableProperties[dialect](`${table.root}/${table.schema}/${table.table}/`)
  if (table.partition && dialect !== 'duckdb') {
    properties.push(`partitioning = array[${text(table.partition)}]`)
  }
  const settings = properties.length > 0 ? `with (${properties.join(', ')})\n` : ''
  return `create table ${qualified(table)}\n${settings}as\n${select}`
}

/** Drops a table unless it is gone; on Athena and Trino a table made by `createTableAs` loses its files too. */
export function dropTable(table: Table, dialect: Dialect): string {
  return `drop table if exists ${qualified(table, dialect === 'athena' ? backticks : name)}`
}
