import { zstdCompressSync } from 'node:zlib'
import { ByteWriter, parquetWrite } from 'hyparquet-writer'
import type { Column } from './columns.ts'
import type { ColumnType } from './fields.ts'

type Element = Parameters<typeof parquetWrite>[0]['schema'] extends (infer E)[] | undefined
  ? E
  : never
type Cell = string | boolean | bigint | Date | null
/** A row as Parquet stores it: one cell per column, in the order of the columns. */
export type Cells = readonly Cell[]

/** The default begins with a group of 1,000 rows; one number keeps small objects in one group. */
const rowsPerGroup = 100_000
const places = { decimal: 4, rate: 8 } as const
const widestDecimal = 10n ** 18n

const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const

const exact = (scale: number) =>
  ({ type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale }) as const

const elements: Record<ColumnType, Omit<Element, 'name'>> = {
  string: text,
  json: text,
  boolean: { type: 'BOOLEAN' },
  integer: { type: 'INT64' },
  decimal: exact(places.decimal),
  rate: exact(places.rate),
  date: { type: 'INT32', converted_type: 'DATE' },
  timestamp: {
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' },
  },
}

function decimalUnits(value: unknown, scale: number): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value))
  if (!parts) return undefined
  const [, sign, whole, fraction = ''] = parts
  if (fraction.length > scale) return undefined
  return BigInt(`${sign}${whole}${fraction.padEnd(scale, '0')}`)
}

const decimalCell = (scale: number) => (value: unknown) => {
  const units = decimalUnits(value, scale)
  return units !== undefined && -widestDecimal < units && units < widestDecimal ? units : undefined
}

/** A text without zone would be read in that of the machine. */
const zonedTime = /^\d{4}-\d{2}-\d{2}(T.*Z)?$/

function momentCell(value: unknown): Date | undefined {
  const zoned = typeof value === 'string' && zonedTime.test(value)
  const moment = zoned ? new Date(value) : value
  return moment instanceof Date && !Number.isNaN(moment.getTime()) ? moment : undefined
}

const cells: Record<ColumnType, (value: unknown) => Cell | undefined> = {
  string: (value) => (typeof value === 'string' ? value : undefined),
  json: (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  integer: (value) => {
    if (typeof value === 'bigint') return value
    return Number.isSafeInteger(value) ? BigInt(value as number) : undefined
  },
  decimal: decimalCell(places.decimal),
  rate: decimalCell(places.rate),
  date: momentCell,
  timestamp: momentCell,
}

const describe = (value: unknown) => `${typeof value} ${String(value).slice(0, 40)}`

/**
 * The cells of a row; absent becomes null. Takes integers as safe numbers or bigints, decimals as
 * text, numbers or bigints in units of their last place, days as `YYYY-MM-DD`, times as ISO text in UTC,
 * either as Date, and json as text or value. Throws, naming the column, for anything else.
 */
export function toCells(columns: readonly Column[], row: Readonly<Record<string, unknown>>): Cells {
  return columns.map(({ name, type }) => {
    const value = row[name] ?? null
    const cell = value === null ? null : cells[type](value)
    if (cell === undefined) {
      throw new Error(`column ${name} takes a ${type}, got ${describe(value)}`)
    }
    return cell
  })
}

/**
 * One Parquet file of these rows, every column nullable, compressed by zstd; the same rows give the
 * same bytes. No rows give a file that holds the schema alone.
 */
export function writeCells(columns: readonly Column[], rows: readonly Cells[]): Uint8Array {
  const writer = new ByteWriter()
  parquetWrite({
    writer,
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type }) => ({
        name,
        repetition_type: 'OPTIONAL' as const,
        ...elements[type],
      })),
    ],
    columnData: columns.map(({ name }, index) => ({ name, data: rows.map((row) => row[index]) })),
    codec: 'ZSTD',
    compressors: { ZSTD: (bytes) => zstdCompressSync(bytes) },
    rowGroupSize: rowsPerGroup,
    createdBy: 'funnel-metrics',
  })
  return writer.getBytes()
}

/** `writeCells` of rows by column name; see `toCells` for the values it takes. */
export const writeParquet = (
  columns: readonly Column[],
  rows: readonly Readonly<Record<string, unknown>>[],
): Uint8Array =>
  writeCells(
    columns,
    rows.map((row) => toCells(columns, row)),
  )
