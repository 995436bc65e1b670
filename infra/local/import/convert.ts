import type { ColumnType } from '#core/fields.ts'
import { wallTimeToUtc } from '#core/local-time.ts'

/** `fault` says what is wrong with the text, without the text. */
export type Converted = { readonly value: unknown } | { readonly fault: string }

const time =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/

const offsetOf = (text: string) =>
  /^(Z|UTC)$/.test(text) ? 'Z' : `${text.slice(0, 3)}:${text.slice(3).replace(':', '') || '00'}`

function toMoment(text: string, zone: string | undefined): Converted {
  const [, day, clock, offset] = time.exec(text) ?? []
  if (day === undefined) return { fault: 'is no time YYYY-MM-DD HH:MM:SS' }
  if (clock === undefined) return { value: day }
  if (offset !== undefined) return { value: `${day}T${clock}${offsetOf(offset)}` }
  if (zone === undefined) return { fault: 'has no offset: name its "zone" in the mapping' }
  const instant = wallTimeToUtc(`${day} ${clock}`, zone)
  return instant ? { value: instant } : { fault: 'is no real time' }
}

function toDay(text: string): Converted {
  const [, day, , offset] = time.exec(text) ?? []
  if (day === undefined) return { fault: 'is no day YYYY-MM-DD' }
  if (offset !== undefined) return { fault: 'is a moment, not a day' }
  return { value: day }
}

const booleans = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
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

export interface TimeOptions {
  /** Zone of times without offset. */
  readonly zone?: string | undefined
  /** A time stands for its day. */
  readonly day?: boolean
}

/** The value that a field of this type takes from a text; decimals stay text, ingest checks them. */
export function convert(text: string, type: ColumnType, { zone, day }: TimeOptions): Converted {
  const trimmed = text.trim()
  if (type === 'date' || (type === 'timestamp' && day)) return toDay(trimmed)
  if (type === 'timestamp') return toMoment(trimmed, zone)
  if (type === 'boolean') return toBoolean(trimmed)
  if (type === 'integer') return toNumber(trimmed, /^-?\d{1,16}(\.0+)?$/, 'a whole number')
  if (type === 'decimal') return { value: trimmed }
  if (type === 'json') return toJson(trimmed)
  return { value: text }
}
