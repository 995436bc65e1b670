import * as z from 'zod'
import { limits } from './limits.ts'
import type { ProblemCode } from './problems.ts'

/**
 * What a field becomes in Parquet and on every engine: `decimal` has four places, `rate` eight;
 * `json` is JSON text.
 */
export type ColumnType =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'decimal'
  | 'rate'
  | 'date'
  | 'timestamp'
  | 'json'

/**
 * The stored form of a value that the field's validator would surely take; undefined leaves the
 * decision to the validator. Most values of most events are decided so, in a tenth of the time.
 */
export type Shortcut = (value: unknown) => unknown

interface FieldMeta {
  readonly column: ColumnType
  readonly doc: string
  readonly shortcut?: Shortcut
}

/** Column type and description of every event field, kept beside its validator. */
export const fieldMeta = z.registry<FieldMeta>()

/**
 * A refusal with the code that the API answers with; the message is for people. Only `refine` hands
 * the code on: zod's own checks keep the message alone.
 */
export const refuse = (code: ProblemCode, message: string) => ({ message, params: { code } })

const bytes = (value: string) => Buffer.byteLength(value)

/** A text for which the test holds, as it is. */
const textThat =
  (test: (value: string) => boolean): Shortcut =>
  (value) =>
    typeof value === 'string' && test(value) ? value : undefined

/** UTF-16 units take at most three bytes each in UTF-8. */
const mostBytesOfUnit = 3

export const text = (doc: string, maximum: number = limits.stringBytes) =>
  z
    .string()
    .refine((value) => value !== '', refuse('empty', 'must not be empty'))
    .refine((value) => bytes(value) <= maximum, refuse('too_long', `at most ${maximum} bytes`))
    .register(fieldMeta, {
      column: 'string',
      doc,
      shortcut: textThat((value) => value !== '' && value.length <= maximum / mostBytesOfUnit),
    })

export const oneOf = <const T extends readonly [string, ...string[]]>(values: T, doc: string) =>
  z.enum(values).register(fieldMeta, {
    column: 'string',
    doc: `${doc}: ${values.join(', ')}`,
    shortcut: textThat((value) => values.includes(value)),
  })

export const flag = (doc: string) =>
  z.boolean().register(fieldMeta, {
    column: 'boolean',
    doc,
    shortcut: (value) => (typeof value === 'boolean' ? value : undefined),
  })

export const integer = (doc: string) =>
  z.int().register(fieldMeta, {
    column: 'integer',
    doc,
    shortcut: (value) => (Number.isSafeInteger(value) ? value : undefined),
  })

const offsetTime = z.regexes.datetime({ offset: true })
const earliestDay = limits.earliest.slice(0, 10)

const isDay = (value: string) => z.regexes.date.test(value)
const isUtc = (moment: string) => moment.length === 24 && moment.endsWith('Z')
const toUtc = (moment: string) => (isUtc(moment) ? moment : new Date(moment).toISOString())
/** An offset can move a time at either end of the calendar to a year that has no four digits. */
const isMoment = (value: string) => offsetTime.test(value) && toUtc(value).length === 24

const tooEarly = refuse('too_early', `not before ${earliestDay}`)

export const day = (doc: string) =>
  z
    .string()
    .refine(isDay, { ...refuse('bad_date', 'a calendar day YYYY-MM-DD'), abort: true })
    .refine((value) => value >= earliestDay, tooEarly)
    .register(fieldMeta, {
      column: 'date',
      doc,
      shortcut: textThat((value) => isDay(value) && value >= earliestDay),
    })

const decimalText = /^-?\d{1,14}(\.\d{1,4})?$/
const decimalShortcut = textThat((value) => decimalText.test(value))

/** Money and other exact numbers: at most 14 digits before and 4 after the point, kept as text. */
export const decimal = (doc: string) =>
  z
    .union([z.string(), z.number()], 'a decimal string or a number')
    .transform(String)
    .refine(
      (value) => decimalText.test(value),
      refuse('bad_decimal', 'a decimal with at most 14 digits before and 4 after the point'),
    )
    .register(fieldMeta, {
      column: 'decimal',
      doc,
      shortcut: (value) => decimalShortcut(typeof value === 'number' ? String(value) : value),
    })

/** Times that are kept as they are sent. */
const momentShortcut = textThat(
  (value) => isUtc(value) && offsetTime.test(value) && value >= limits.earliest,
)

/** An RFC 3339 time with offset, kept as UTC with milliseconds. */
export const moment = (doc: string) =>
  z
    .string()
    .refine(isMoment, {
      ...refuse('bad_time', 'an RFC 3339 time with offset, such as 2026-03-01T09:30:00+01:00'),
      abort: true,
    })
    .transform(toUtc)
    .refine((value) => value >= limits.earliest, tooEarly)
    .register(fieldMeta, { column: 'timestamp', doc, shortcut: momentShortcut })

const occurrenceShortcut: Shortcut = (value) => {
  if (typeof value !== 'string') return undefined
  const stored = isMoment(value) ? toUtc(value) : isDay(value) ? value : ''
  return stored >= earliestDay ? stored : undefined
}

/** `occurred_at`: a time with offset, kept as UTC, or a day YYYY-MM-DD, kept as it is. */
export const occurrence = (doc: string) =>
  z
    .string()
    .refine((value) => isMoment(value) || isDay(value), {
      ...refuse('bad_time', 'an RFC 3339 time with offset, or YYYY-MM-DD with date_only'),
      abort: true,
    })
    .transform((value) => (isDay(value) ? value : toUtc(value)))
    .refine((value) => value >= earliestDay, tooEarly)
    .register(fieldMeta, { column: 'timestamp', doc, shortcut: occurrenceShortcut })

const currencyText = /^[A-Z]{3}$/

export const currencyCode = (doc: string) =>
  z
    .string()
    .refine(
      (value) => currencyText.test(value),
      refuse('bad_currency', 'an ISO 4217 code such as EUR'),
    )
    .register(fieldMeta, {
      column: 'string',
      doc,
      shortcut: textThat((value) => currencyText.test(value)),
    })

/** A field that is stored as JSON, as it is sent. */
export function json<T extends z.ZodType>(schema: T, doc: string): T {
  const shortcut: Shortcut = (value) => (schema.safeParse(value).success ? value : undefined)
  fieldMeta.add(schema, { column: 'json', doc, shortcut })
  return schema
}

/** The innermost field under `optional` and `nullable`, which carries the meta data. */
export function innerField(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = (schema._zod.def as { innerType?: z.core.$ZodType }).innerType
  return inner ? innerField(inner) : schema
}
