import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventSchema } from '#core/event.ts'
import { eventSchemas } from '#core/event-schemas.ts'
import { eventTypes } from '#core/event-shapes.ts'
import { takeSurely } from '#core/event-shortcut.ts'
import { sampleBatches } from '#local/sample/sample.ts'
import { eventOf } from './random-events.ts'

/** As JSON brings it: no member is undefined. */
const sent = (event: unknown): object => JSON.parse(JSON.stringify(event))

/** Values at the edges of what fields take. */
const edges = fc.constantFrom<unknown>(
  ...['', ' ', 'x'.repeat(2730), 'x'.repeat(2731), 'ü'.repeat(8193), '\u{1f600}', 'EUR', 'eur'],
  ...['1990-01-01', '1989-12-31', '2026-02-29', '2024-02-29', '2026-13-01', '9999-12-31'],
  ...['1989-12-31T23:59:59.999Z', '1990-01-01T00:30:00+01:00', '2026-03-01T09:30:00.000Z'],
  ...['2026-03-01T09:30:00Z', '2026-03-01T09:30:00.0001Z', '2026-03-01 09:30:00.000Z'],
  ...['9999-12-31T23:59:59-01:00', '0000-01-01T00:00:00+01:00', '2026-03-01T24:00:00.000Z'],
  ...['1.5', '-0.0001', '1.00001', '100000000000000', '99999999999999.9999', '1e3', '+1', '.5'],
  ...[0, -0, 1.5, 1e15, 2 ** 53, -1, 0.1 + 0.2, 1e-7, true, false, null, [], {}, ['x']],
)

const changed = (event: object) =>
  fc
    .record({
      key: fc.oneof(fc.constantFrom(...Object.keys(event)), fc.string()),
      value: fc.oneof(edges, fc.jsonValue()),
      without: fc.constantFrom(undefined, ...Object.keys(event)),
    })
    .map(({ key, value, without }) => {
      const entries = [...Object.entries(event), [key, value] as const]
      return sent(Object.fromEntries(entries.filter(([name]) => name !== without)))
    })

describe.each(eventTypes)('the shortcut for a %s', (type) => {
  test('takes nothing that the schema refuses, and stores the same', () => {
    let taken = 0
    const plain = eventOf(type).map(sent)
    fc.assert(
      fc.property(fc.oneof(plain, plain.chain(changed)), (event) => {
        const sure = takeSurely(event)
        if (sure === undefined) return
        taken += 1
        expect(eventSchemas[sure.type].parse(event)).toEqual(sure)
      }),
      { numRuns: 500 },
    )
    expect(taken).toBeGreaterThan(20)
  })
})

test('takes the good events of the sample business', () => {
  const batches = [...sampleBatches()].filter((_, index) => index % 20 === 0)
  const events = batches.flatMap((batch) => batch.events.map((event) => sent(event)))
  const left = events.filter((event) => takeSurely(event) === undefined)
  expect(events.length).toBeGreaterThan(2_000)
  expect(left.filter((event) => eventSchema.safeParse(event).success)).toEqual([])
})

test.each([
  ['a type that is none', { type: 'toString' }],
  ['a missing field', { type: 'retract', occurred_at: '2026-03-01', source_system: 's' }],
  ['an unknown field', { type: 'retract', target_event_id: 'e', constructor: 'x' }],
  ['null where nothing is cleared', { type: 'retract', target_event_id: null }],
])('leaves %s to the schema', (_, event) => {
  expect(takeSurely(event)).toBeUndefined()
})
