import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { erasedBody, idFields } from '#core/erasure.ts'
import { eventSchema } from '#core/event.ts'
import { eventTypes } from '#core/event-shapes.ts'
import { eventOf } from './random-events.ts'

type Fields = Readonly<Record<string, unknown>>

/** Events as they are stored, each with one of the ids that it holds. */
const namings = (type: (typeof eventTypes)[number]) =>
  eventOf(type).chain((event) => {
    const stored = eventSchema.safeParse(JSON.parse(JSON.stringify(event)))
    const fields = Object.entries((stored.data ?? {}) as Fields)
    const ids = fields.filter(([field, value]) => field in idFields && typeof value === 'string')
    return ids.length === 0
      ? fc.constant(undefined)
      : fc
          .constantFrom(...ids)
          .map(([field, id]) => ({ event: stored.data, field, id: String(id) }))
  })

const idsIn = (values: Fields) => Object.entries(values).filter(([field]) => field in idFields)

describe.each(eventTypes)('what is left of a %s', (type) => {
  test('names the subject nowhere, is a valid event, and loses nothing the second time', () => {
    let looked = 0
    fc.assert(
      fc.property(namings(type), (naming) => {
        if (naming === undefined) return
        const kind = idFields[naming.field]
        if (kind === undefined) return
        looked += 1
        const ids = { [kind]: [naming.id] }
        const body = erasedBody(JSON.stringify(naming.event), ids)
        if (body === undefined) return
        const left = JSON.parse(body) as Fields
        expect(
          idsIn(left).filter(([field, id]) => idFields[field] === kind && id === naming.id),
        ).toEqual([])
        expect(eventSchema.safeParse(left).error).toBeUndefined()
        expect(erasedBody(body, ids)).toBe(body)
      }),
      { numRuns: 300 },
    )
    expect(looked).toBeGreaterThan(20)
  })
})
