import { constants, zstdCompressSync } from 'node:zlib'
import { ByteWriter, parquetWrite } from 'hyparquet-writer'
import type { Column } from './columns.ts'
import type { ColumnType } from './fields.ts'
import { type Cell, type Cells, places, toCells } from './parquet-cells.ts'

type Element = Parameters<typeof parquetWrite>[0]['schema'] extends (infer E)[] | undefined
  ? E
  : never

/** The default begins with a group of 1,000 rows; one number keeps small objects in one group. */
const rowsPerGroup = 100_000

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

/** The lowest level packs hashes and ids best, and in the least time: there is nothing to find in them. */
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

const compress = (bytes: Uint8Array) => zstdCompressSync(bytes, level)

/** Engines skip files by time only; the bounds of other columns cost more than they save. */
const hasBounds = (type: ColumnType) => type === 'timestamp'

interface ColumnData {
  readonly column: Column
  readonly data: Cell[]
}

/** The cells by column; columns that are empty are left out. */
function filledOf(columns: readonly Column[], rows: readonly Cells[]): ColumnData[] {
  const filled: (Cell[] | undefined)[] = columns.map(() => undefined)
  for (const [index, { at, values }] of rows.entries()) {
    for (const [place, position] of at.entries()) {
      const data = filled[position] ?? new Array<Cell>(rows.length).fill(null)
      filled[position] = data
      data[index] = values[place] ?? null
    }
  }
  return columns.flatMap((column, position) => {
    const data = filled[position]
    return data === undefined ? [] : [{ column, data }]
  })
}

function write(columns: readonly ColumnData[], distinct: ReadonlySet<string>): Uint8Array {
  const writer = new ByteWriter()
  parquetWrite({
    writer,
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ column: { name, type } }) => ({
        name,
        repetition_type: 'OPTIONAL' as const,
        ...elements[type],
      })),
    ],
    columnData: columns.map(({ column: { name, type }, data }) => ({
      name,
      data,
      statistics: hasBounds(type),
      ...(distinct.has(name) ? { encoding: 'DELTA_LENGTH_BYTE_ARRAY' } : {}),
    })),
    codec: 'ZSTD',
    compressors: { ZSTD: compress },
    rowGroupSize: rowsPerGroup,
    createdBy: 'funnel-metrics',
  })
  return writer.getBytes()
}

/**
 * One Parquet file of these rows, every column nullable, compressed by zstd; the same rows give the
 * same bytes. No rows give a file that holds the schema alone.
 */
export function writeCells(columns: readonly Column[], rows: readonly Cells[]): Uint8Array {
  const filled = new Map(filledOf(columns, rows).map(({ column, data }) => [column, data]))
  const empty = new Array<Cell>(rows.length).fill(null)
  return write(
    columns.map((column) => ({ column, data: filled.get(column) ?? empty })),
    new Set(),
  )
}

/**
 * `writeCells` without the columns that are empty: who reads columns by name takes them as null. Texts
 * of the columns in `distinct` differ from row to row; their lengths are kept apart from them.
 */
export const writeFilledCells = (
  columns: readonly Column[],
  rows: readonly Cells[],
  distinct: ReadonlySet<string>,
): Uint8Array => write(filledOf(columns, rows), distinct)

/** `writeCells` of rows by column name; see `toCells` for the values it takes. */
export const writeParquet = (
  columns: readonly Column[],
  rows: readonly Readonly<Record<string, unknown>>[],
): Uint8Array =>
  writeCells(
    columns,
    rows.map((row) => toCells(columns, row)),
  )
