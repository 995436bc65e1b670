import fc from 'fast-check'
import { eventSchema } from '#core/event.ts'
import { stageNames } from './definitions.ts'
import { type Happening, happening, linkages, starts } from './happenings.ts'
import { byText, dayMs, type RawEvent } from './raw-event.ts'

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

/** In some worlds every stage and touch is about the same subjects. */
const casts = [
  {},
  {},
  { lead_id: 'l1', contact_id: 'c1', account_id: 'a1', opportunity_id: 'o1' },
  { contact_id: 'c1', account_id: 'a1', opportunity_id: 'o1' },
]

interface Scene {
  readonly start: string
  readonly cast: object
}

function eventOf({ start, cast }: Scene, [drawn, moment]: Happening, index: number): RawEvent {
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
    ...(['stage', 'touch'].includes(String(fields.type)) ? cast : {}),
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

const stageOf = ([drawn]: Happening) => stageNames.indexOf(String(drawn.name))
const timeOf = ([, { offset, clock }]: Happening) => `${String(offset).padStart(3, '0')} ${clock}`

/** The same happenings at the same moments, the earlier stages first. */
function inOrder(happenings: readonly Happening[]): Happening[] {
  const moments = happenings.toSorted((a, b) => byText(timeOf(a), timeOf(b)))
  return happenings
    .toSorted((a, b) => stageOf(a) - stageOf(b))
    .map(([drawn, moment], index) => [drawn, moments[index]?.[1] ?? moment])
}

/** What a world is made of: ties, equal events, late and early records. */
export const stories = fc.record({
  start: fc.constantFrom(...starts),
  cast: fc.constantFrom(...casts),
  isOrderly: fc.boolean(),
  happenings: fc.array(happening, { minLength: 1, maxLength: 22, size: 'max' }),
  links: linkages,
  twice: fc.subarray([0, 1, 2, 3, 4, 5]),
})

type Story = typeof stories extends fc.Arbitrary<infer T> ? T : never

/** The events of a story, in ids that begin with `<name>-`. */
export function worldOf(name: string, story: Story): World {
  const { happenings, links, twice, isOrderly, ...scene } = story
  const told = isOrderly ? inOrder(happenings) : happenings
  const events = [...told, ...links].map((each, index) => eventOf(scene, each, index))
  const copies = twice.flatMap((index) => {
    const copied = events[index * 3]
    return copied ? [{ ...copied, event_id: `${copied.event_id}-again` }] : []
  })
  return settle(name, [...events, ...copies])
}

/** What ingest would store, without the time it was received; throws when the event is refused. */
export function bodyOf({ received_at: _, ...event }: RawEvent): string {
  return JSON.stringify(eventSchema.parse(event))
}
