import type { Column } from './columns.ts'
import type { ColumnType } from './fields.ts'

export type Cell = string | boolean | bigint | number | null

/** A row as Parquet stores it: what its cells hold, and of which columns they are by position. */
export interface Cells {
  readonly at: readonly number[]
  readonly values: readonly Cell[]
}

/** Digits after the point of each exact type. */
export const places = { decimal: 4, rate: 8 } as const
const widestDecimal = 10n ** 18n

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

function millisOf(value: unknown): number | undefined {
  const isZoned = typeof value === 'string' && zonedTime.test(value)
  const millis = isZoned ? Date.parse(value) : value instanceof Date ? value.getTime() : Number.NaN
  return Number.isNaN(millis) ? undefined : millis
}

const msPerDay = 86_400_000

function dayCell(value: unknown): number | undefined {
  const millis = millisOf(value)
  return millis === undefined ? undefined : Math.floor(millis / msPerDay)
}

function momentCell(value: unknown): bigint | undefined {
  const millis = millisOf(value)
  return millis === undefined ? undefined : BigInt(millis)
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
  date: dayCell,
  timestamp: momentCell,
}

const describe = (value: unknown) => `${typeof value} ${String(value).slice(0, 40)}`

const positions = new WeakMap<readonly Column[], ReadonlyMap<string, number>>()

/** Where each column stands, found once for a list of columns. */
function positionsOf(columns: readonly Column[]): ReadonlyMap<string, number> {
  const known = positions.get(columns)
  if (known) return known
  const found = new Map(columns.map(({ name }, index) => [name, index]))
  positions.set(columns, found)
  return found
}

function cellOf({ name, type }: Column, value: unknown): Cell {
  const cell = cells[type](value)
  if (cell !== undefined) return cell
  throw new Error(`column ${name} takes a ${type}, got ${describe(value)}`)
}

/**
 * The cells of a row; absent and null are left out. Takes integers as safe numbers or bigints, decimals
 * as text, numbers or bigints in units of their last place, days as `YYYY-MM-DD`, times as ISO text in
 * UTC, either as Date, and json as text or value. Throws, naming the column, for anything else.
 */
export function toCells(columns: readonly Column[], row: Readonly<Record<string, unknown>>): Cells {
  const positions = positionsOf(columns)
  const at: number[] = []
  const values: Cell[] = []
  for (const name of Object.keys(row)) {
    const position = positions.get(name)
    const column = position === undefined ? undefined : columns[position]
    const value = row[name] ?? null
    if (position === undefined || column === undefined || value === null) continue
    at.push(position)
    values.push(cellOf(column, value))
  }
  return { at, values }
}
