import fc from 'fast-check'
import { eventSchema } from '#core/event.ts'
import { type Happening, happening, starts } from './happenings.ts'
import { dayMs, type RawEvent } from './raw-event.ts'

/** A few subjects that have to do with each other, and what happened to them. */
export type World = readonly RawEvent[]

/** Before it the events of a world count; late ones come after it. */
export const cut = '2026-06-15T12:00:00.000Z'

const idFields = [
  'visitor_id',
  'lead_id',
  'contact_id',
  'account_id',
  'opportunity_id',
  'from_id',
  'into_id',
]

/** In a close world every stage and touch is about the same lead, contact and account. */
const together = { lead_id: 'l1', contact_id: 'c1', account_id: 'a1', opportunity_id: 'o1' }

interface Scene {
  readonly start: string
  readonly isClose: boolean
}

function eventOf({ start, isClose }: Scene, [drawn, moment]: Happening, index: number): RawEvent {
  const { ids, size, target, ...fields } = drawn
  const at = Date.parse(`${start}T${moment.clock}:00.000Z`) + moment.offset * dayMs + moment.ms
  const happened = new Date(at).toISOString()
  const event = {
    // The order of ids is not the order of events.
    event_id: `e${String(moment.order).padStart(3, '0')}-${index}`,
    source_system: 'oracle',
    occurred_at: moment.isDay ? happened.slice(0, 10) : happened,
    received_at: new Date(at + moment.lateDays * dayMs + 1_000).toISOString(),
    ...(moment.isDay ? { date_only: true } : {}),
    ...fields,
    ...(isClose && ['stage', 'touch'].includes(String(fields.type)) ? together : {}),
    ...(ids as object | undefined),
    ...(size === undefined ? {} : { properties: { size } }),
    ...(target === undefined ? {} : { target_event_id: `#${target}` }),
  }
  return event as object as RawEvent
}

/** Ids made the world's own, targets of retractions named, absent fields left out. */
function settle(world: string, events: readonly RawEvent[]): World {
  return events.map((event) => {
    const named = Object.entries(event).flatMap(([field, value]): [string, unknown][] => {
      if (value === undefined) return []
      if (field === 'event_id') return [[field, `${world}-${value}`]]
      if (field === 'target_event_id') {
        const target = events[Number(String(value).slice(1)) % events.length]
        return [[field, `${world}-${target?.event_id}`]]
      }
      return [[field, idFields.includes(field) ? `${world}-${value}` : value]]
    })
    return Object.fromEntries(named) as RawEvent
  })
}

/** Histories with ties, equal events, late and early records; ids begin with `<world>-`. */
export const worlds = (world: string): fc.Arbitrary<World> =>
  fc
    .record({
      start: fc.constantFrom(...starts),
      isClose: fc.boolean(),
      happenings: fc.array(happening, { minLength: 1, maxLength: 22, size: 'max' }),
      twice: fc.subarray([0, 1, 2, 3, 4, 5]),
    })
    .map(({ happenings, twice, ...scene }) => {
      const events = happenings.map((each, index) => eventOf(scene, each, index))
      const copies = twice.flatMap((index) => {
        const copied = events[index * 3]
        return copied ? [{ ...copied, event_id: `${copied.event_id}-again` }] : []
      })
      return settle(world, [...events, ...copies])
    })

/** What ingest would store, without the time it was received; throws when the event is refused. */
export function bodyOf({ received_at: _, ...event }: RawEvent): string {
  return JSON.stringify(eventSchema.parse(event))
}
