import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventTypes } from '#core/event-shapes.ts'
import { judgeAt } from '#core/intake.ts'
import { readBatch } from '#core/json.ts'
import { landingRow } from '#core/landing.ts'
import { eventOf } from './random-events.ts'

const receivedAt = new Date('2026-03-01T12:00:00.000Z')

const judge = (event: unknown) => {
  const [source] = readBatch(Buffer.from(JSON.stringify({ events: [event] })))
  if (!source) throw new Error('no event')
  return judgeAt(receivedAt)(source)
}

test.each(eventTypes)('a %s that is accepted fits a row of the log', (type) => {
  let accepted = 0
  fc.assert(
    fc.property(eventOf(type), (event) => {
      const { stored } = judge(event)
      if (!stored) return
      accepted += 1
      expect(landingRow(stored).values).toContain(stored.eventId)
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
