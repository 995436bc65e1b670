import fc from 'fast-check'
import { eventSchemas } from '#core/event-schemas.ts'
import type { EventType } from '#core/event-shapes.ts'
import { type ColumnType, fieldMeta, innerField } from '#core/fields.ts'

const time = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2026-03-02'), noInvalidDate: true })
  .map((date) => date.toISOString())
const day = time.map((instant) => instant.slice(0, 10))

/** Values that a column should take, extremes included. */
const values: Record<ColumnType, fc.Arbitrary<unknown>> = {
  string: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  boolean: fc.boolean(),
  integer: fc.maxSafeInteger(),
  decimal: fc.oneof(
    fc.stringMatching(/^-?[0-9]{1,14}(\.[0-9]{1,4})?$/),
    fc.maxSafeInteger(),
    fc.nat(10),
  ),
  rate: fc.constant('1.00000001'),
  date: day,
  timestamp: time,
  json: fc.constantFrom([], {}, ['x'], { a: true }, [{ contact_id: 'c', role: 'r' }]),
}

/** Events of one type: every field present or not, in its column's type. */
export function eventOf(type: EventType): fc.Arbitrary<object> {
  const fields = Object.entries(eventSchemas[type].shape).filter(([name]) => name !== 'type')
  const arbitraries = fields.map(([name, schema]) => {
    const inner = innerField(schema)
    const choices = (inner._zod.def as { entries?: Record<string, string> }).entries
    const column = fieldMeta.get(inner)?.column ?? 'string'
    const given = choices ? fc.constantFrom(...Object.values(choices)) : values[column]
    const required = schema._zod.optin !== 'optional'
    return [name, required ? given : fc.option(given, { nil: undefined, freq: 2 })] as const
  })
  return fc
    .record(Object.fromEntries(arbitraries))
    .map((event) => ({ ...event, type, currency: 'EUR', date_only: undefined }))
}
