import type { ColumnType } from '#core/fields.ts'
import { wallTimeToUtc } from '#core/local-time.ts'
import { type DecimalMark, readDecimal } from './decimals.ts'
import { type DateStyle, readTime } from './times.ts'

/** `fault` says what is wrong with the text, without the text. */
export type Converted = { readonly value: unknown } | { readonly fault: string }

export interface ConvertOptions {
  /** Zone of times without offset. */
  readonly zone?: string | undefined
  /** A time stands for its day. */
  readonly day?: boolean | undefined
  readonly dates?: DateStyle | undefined
  /** Without it a number is taken as it stands. */
  readonly decimals?: DecimalMark | undefined
  /** Places that the point of a decimal moves to the left: 2 for percent or cents. */
  readonly shift?: number | undefined
}

const shapes: Readonly<Record<DateStyle, string>> = {
  year_first: 'YYYY-MM-DD',
  day_first: 'DD/MM/YYYY',
  month_first: 'MM/DD/YYYY',
  excel: 'a serial date of a spreadsheet',
  unix: 'seconds since 1970',
  unix_ms: 'milliseconds since 1970',
}

function toMoment(text: string, { zone, dates = 'year_first' }: ConvertOptions): Converted {
  const time = readTime(text, dates)
  if (time === undefined) return { fault: `is no time ${shapes[dates]} HH:MM:SS` }
  const { day, clock, offset } = time
  if (clock === undefined) return { value: day }
  if (offset !== undefined) return { value: `${day}T${clock}${offset}` }
  if (zone === undefined) return { fault: 'has no offset: name its "zone" in the mapping' }
  const instant = wallTimeToUtc(`${day} ${clock}`, zone)
  return instant ? { value: instant } : { fault: 'is no real time' }
}

function toDay(text: string, { dates = 'year_first' }: ConvertOptions): Converted {
  const time = readTime(text, dates)
  if (time === undefined) return { fault: `is no day ${shapes[dates]}` }
  const midnight = /^00:00(:00(\.0+)?)?$/.test(time.clock ?? '')
  if (time.offset !== undefined && !midnight) return { fault: 'is a moment, not a day' }
  return { value: time.day }
}

const booleans = new Map([
  ...['true', 'yes', '1', 't', 'y', '1.0'].map((word) => [word, true] as const),
  ...['false', 'no', '0', 'f', 'n', '0.0'].map((word) => [word, false] as const),
])

function toBoolean(text: string): Converted {
  const value = booleans.get(text.toLowerCase())
  return value === undefined ? { fault: 'is not true or false' } : { value }
}

function toNumber(text: string, shape: RegExp, what: string): Converted {
  const value = Number(text)
  const fits = shape.test(text) && (!Number.isInteger(value) || Number.isSafeInteger(value))
  return fits ? { value } : { fault: `is not ${what}` }
}

function toDecimal(text: string, { decimals, shift }: ConvertOptions): Converted {
  if (decimals === undefined && shift === undefined) return { value: text }
  const value = readDecimal(text, { decimals: decimals ?? 'point', shift })
  return value === undefined
    ? { fault: `is not a number with a decimal ${decimals ?? 'point'}` }
    : { value }
}

function toInteger(text: string, { decimals }: ConvertOptions): Converted {
  const plain = decimals === undefined ? text : (readDecimal(text, { decimals }) ?? text)
  return toNumber(plain, /^-?\d{1,16}(\.0+)?$/, 'a whole number')
}

function toJson(text: string): Converted {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return { fault: 'is not JSON' }
  }
}

/** A number of the user's own, where no field says what it is. */
export const toOwnNumber = (text: string): Converted =>
  toNumber(text.trim(), /^-?\d{1,15}(\.\d+)?$/, 'a number')

/** A yes or no of the user's own. */
export const toOwnBoolean = (text: string): Converted => toBoolean(text.trim())

/** The value that a field of this type takes from a text; without `decimals`, decimals stay text that ingest checks. */
export function convert(text: string, type: ColumnType, options: ConvertOptions): Converted {
  const trimmed = text.trim()
  if (type === 'date' || (type === 'timestamp' && options.day)) return toDay(trimmed, options)
  if (type === 'timestamp') return toMoment(trimmed, options)
  if (type === 'boolean') return toBoolean(trimmed)
  if (type === 'integer') return toInteger(trimmed, options)
  if (type === 'decimal') return toDecimal(trimmed, options)
  if (type === 'json') return toJson(trimmed)
  return { value: text }
}
