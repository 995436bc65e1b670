import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventSchemas } from '#core/event-schemas.ts'
import { type EventType, eventTypes } from '#core/event-shapes.ts'
import { type ColumnType, fieldMeta, innerField } from '#core/fields.ts'
import { judgeEvent } from '#core/intake.ts'
import { readBatch } from '#core/json.ts'
import { landingRow } from '#core/landing.ts'

const receivedAt = new Date('2026-03-01T12:00:00.000Z')

const judge = (event: unknown) => {
  const [source] = readBatch(Buffer.from(JSON.stringify({ events: [event] })))
  if (!source) throw new Error('no event')
  return judgeEvent(source, receivedAt)
}

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
function eventOf(type: EventType): fc.Arbitrary<object> {
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

test.each(eventTypes)('a %s that is accepted fits a row of the log', (type) => {
  let accepted = 0
  fc.assert(
    fc.property(eventOf(type), (event) => {
      const { stored } = judge(event)
      if (!stored) return
      accepted += 1
      expect(landingRow(stored)).toContain(stored.eventId)
    }),
    { numRuns: 300 },
  )
  expect(accepted).toBeGreaterThan(0)
})

test('anything is judged without an exception, and refused with a reason', () => {
  const near = fc
    .oneof(...eventTypes.map(eventOf))
    .chain((event) =>
      fc
        .record({ key: fc.constantFrom(...Object.keys(event)), value: fc.jsonValue() })
        .map(({ key, value }) => ({ ...event, [key]: value })),
    )
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), near), (event) => {
      const { stored, problems } = judge(event)
      expect(problems.length > 0).toBe(stored === undefined)
    }),
    { numRuns: 500 },
  )
})
