import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  type DuckDBResultReader,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  type DuckDBValue,
  type DuckDBValueConverter,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api'
import type { Cell, QueryColumn, Row } from '#core/ports.ts'

/** Types that every engine answers in the same form; the others have no form in common. */
const portable = new Set([
  DuckDBTypeId.BOOLEAN,
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
  DuckDBTypeId.DATE,
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
  DuckDBTypeId.TIMESTAMP_TZ,
  DuckDBTypeId.VARCHAR,
  DuckDBTypeId.UUID,
  DuckDBTypeId.ENUM,
  DuckDBTypeId.SQLNULL,
])

/** UTC to the millisecond, `YYYY-MM-DD HH:MM:SS.mmm`; finer digits are dropped. */
function timestampText(value: bigint, perMillisecond: bigint): string {
  const rest = ((value % perMillisecond) + perMillisecond) % perMillisecond
  const instant = new Date(Number((value - rest) / perMillisecond))
  return instant.toISOString().replace('T', ' ').slice(0, -1)
}

function timestampCell(value: DuckDBValue): string | undefined {
  if (value instanceof DuckDBTimestampValue) return timestampText(value.micros, 1000n)
  if (value instanceof DuckDBTimestampTZValue) return timestampText(value.micros, 1000n)
  if (value instanceof DuckDBTimestampMillisecondsValue) return timestampText(value.millis, 1n)
  if (value instanceof DuckDBTimestampNanosecondsValue)
    return timestampText(value.nanos, 1_000_000n)
  if (value instanceof DuckDBTimestampSecondsValue) return timestampText(value.seconds * 1000n, 1n)
  return undefined
}

/** Integers that a number cannot hold exactly stay text. */
function integerCell(value: bigint): number | string {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

/** What no cell has a form for (lists, structs, bytes, intervals) becomes JSON text. */
const toCell: DuckDBValueConverter<Cell> = (value, type) => {
  if (typeof value === 'bigint') return integerCell(value)
  if (value === null || typeof value !== 'object') return value
  if (value instanceof DuckDBDecimalValue || value instanceof DuckDBDateValue) return `${value}`
  const timestamp = timestampCell(value)
  if (timestamp !== undefined) return timestamp
  const json = JsonDuckDBValueConverter(value, type, JsonDuckDBValueConverter)
  return typeof json === 'string' ? json : JSON.stringify(json)
}

/** Columns in order, each with DuckDB's name of its type in lower case. */
export function columnsOf(result: DuckDBResultReader): QueryColumn[] {
  const types = result.columnTypes()
  return types.map((type, index) => ({
    name: result.columnName(index),
    type: type.toString().toLowerCase(),
  }))
}

/** The first column whose type looks different on every engine, if there is one. */
export function unportableColumn(result: DuckDBResultReader): QueryColumn | undefined {
  const types = result.columnTypes()
  return columnsOf(result).find((_, index) => !portable.has(types[index]?.typeId ?? 0))
}

/** A name that two columns have, if there is one: rows are records and would lose the first. */
export function repeatedColumn(result: DuckDBResultReader): string | undefined {
  return result.columnNames().find((name, index, names) => names.indexOf(name) < index)
}

/** The rows read so far as records of cells, in the order of the result. */
export function rowsOf(result: DuckDBResultReader): Row[] {
  const names = result.columnNames()
  return result
    .convertRows(toCell)
    .map((cells) => Object.fromEntries(cells.map((cell, index) => [names[index] ?? '', cell])))
}
