import { name as quotedName, text as quotedText } from '#core/ddl-text.ts'
import { hiveTokens, type Reader, readTokens } from './hive-tokens.ts'

interface HiveColumn {
  readonly name: string
  readonly type: string
  readonly comment?: string
}

interface HiveTable {
  readonly isExternal: boolean
  readonly name: string
  readonly columns: readonly HiveColumn[]
  /** Columns of a Hive table, transforms of an Iceberg one. */
  readonly partitions: readonly string[]
  readonly location: string
  readonly properties: ReadonlyMap<string, string>
}

/** A name with its database, as Trino quotes it. */
function tableName(reader: Reader): string {
  const database = reader.name()
  reader.pass('.')
  return `${quotedName(database)}.${quotedName(reader.name())}`
}

function columnType(reader: Reader): string {
  const type = reader.next('word').toLowerCase()
  if (!reader.isNext('(')) return type
  return `${type}(${reader.list(() => reader.next('word')).join(',')})`
}

function column(reader: Reader): HiveColumn {
  const [name, type] = [reader.name(), columnType(reader)]
  return reader.accept('comment') ? { name, type, comment: reader.next('text') } : { name, type }
}

function transform(reader: Reader): string {
  const name = reader.name()
  if (!reader.isNext('(')) return name
  return `${name}(${reader.list(() => reader.name()).join(', ')})`
}

function property(reader: Reader): [string, string] {
  const key = reader.next('text')
  reader.pass('=')
  return [key, reader.next('text')]
}

function table(reader: Reader): HiveTable {
  reader.pass('create')
  const isExternal = reader.accept('external')
  reader.pass('table')
  reader.accept('if', 'not', 'exists')
  const name = tableName(reader)
  const columns = reader.list(() => column(reader))
  const isPartitioned = reader.accept('partitioned', 'by')
  const one = () => (isExternal ? column(reader).name : transform(reader))
  const partitions = isPartitioned ? reader.list(one) : []
  if (isExternal) reader.pass('stored', 'as', 'parquet')
  reader.pass('location')
  const location = reader.next('text')
  const hasProperties = reader.accept('tblproperties')
  const properties = new Map(hasProperties ? reader.list(() => property(reader)) : [])
  reader.end()
  return { isExternal, name, columns, partitions, location, properties }
}

/** Iceberg keeps microseconds, Athena's Hive tables milliseconds. */
const typeNames = (isExternal: boolean): Readonly<Record<string, string>> => ({
  string: 'varchar',
  int: 'integer',
  float: 'real',
  timestamp: isExternal ? 'timestamp(3)' : 'timestamp(6)',
})

function trinoColumn({ name, type, comment }: HiveColumn, isExternal: boolean): string {
  const described = comment === undefined ? '' : ` comment ${quotedText(comment)}`
  return `${quotedName(name)} ${typeNames(isExternal)[type] ?? type}${described}`
}

const list = (values: readonly string[]) => `array[${values.map(quotedText).join(', ')}]`

function icebergTable({ name, columns, partitions, location, properties }: HiveTable): string {
  if (properties.get('table_type')?.toUpperCase() !== 'ICEBERG') {
    throw new Error('a table that is not external needs table_type ICEBERG')
  }
  const made = columns.map((each) => trinoColumn(each, false))
  const settings = [`format = 'PARQUET'`, `location = ${quotedText(location)}`]
  if (partitions.length > 0) settings.push(`partitioning = ${list(partitions)}`)
  return `create table if not exists ${name} (${made.join(', ')}) with (${settings.join(', ')})`
}

/** The projection of the one partition column that a table may have here. */
function projection(column: string, properties: ReadonlyMap<string, string>): string {
  const of = (key: string) => quotedText(properties.get(`projection.${column}.${key}`) ?? '')
  const [first = '', last = ''] = (properties.get(`projection.${column}.range`) ?? '').split(',')
  return (
    `with (partition_projection_type = ${of('type')}, partition_projection_format = ${of('format')}, ` +
    `partition_projection_interval = ${Number(properties.get(`projection.${column}.interval`))}, ` +
    `partition_projection_interval_unit = ${of('interval.unit')}, ` +
    `partition_projection_range = ${list([first, last])})`
  )
}

function externalTable({ name, columns, partitions, location, properties }: HiveTable): string {
  const made = columns.map((each) => trinoColumn(each, true))
  const settings = [`format = 'PARQUET'`, `external_location = ${quotedText(location)}`]
  const [partition] = partitions
  if (partition !== undefined) {
    if (properties.get('projection.enabled') !== 'true') throw new Error('no partition projection')
    made.push(`${quotedName(partition)} varchar ${projection(partition, properties)}`)
    settings.push(`partitioned_by = ${list(partitions)}`, 'partition_projection_enabled = true')
  }
  return `create table if not exists hive.${name} (${made.join(', ')}) with (${settings.join(', ')})`
}

/** Athena's CREATE TABLE without a query, in Trino's words. */
export function createTable(sql: string): string {
  const read = table(readTokens(hiveTokens(sql)))
  return read.isExternal ? externalTable(read) : icebergTable(read)
}

/** Athena's ALTER TABLE ADD COLUMNS in Trino's words, a statement for each column. */
export function addColumns(sql: string): string[] {
  const reader = readTokens(hiveTokens(sql))
  reader.pass('alter', 'table')
  const name = tableName(reader)
  reader.pass('add', 'columns')
  const columns = reader.list(() => column(reader))
  reader.end()
  // Trino adds the column to whichever kind of table it finds, with the precision of that kind.
  return columns.map((each) => `alter table ${name} add column ${trinoColumn(each, false)}`)
}
