import { startOfDay } from '#core/calendar.ts'
import { renderLiteral } from '#core/literal.ts'
import type { StoredEvent } from '#core/ports.ts'
import { type Case, propertyName } from './case.ts'

/** Before every event of the cases. */
export const loadedAt = '1990-01-01T00:00:00.000Z'

const prefixed = ({ id }: Case, entity: string) => `${id}/${entity}`

/** The entity of a case from the id of its subject. */
export const entityOf = ({ id }: Case, subject: string) => subject.slice(id.length + 1)

/** An event as the event store keeps it. */
export const stored = (event: Record<string, unknown>): StoredEvent => ({
  eventId: String(event.event_id),
  type: String(event.type),
  receivedAt: loadedAt,
  contentHash: '',
  body: JSON.stringify(event),
})

/** A time of a case in UTC, to the millisecond. */
export const utc = (time: string) => new Date(time).toISOString()

/** Whether an event with these properties is among those that a case looks at. */
export const passes = ({ where }: Pick<Case, 'where'>, props: Readonly<Record<string, unknown>>) =>
  Object.entries(where).every(([key, value]) =>
    [value].flat().some((each) => each === (props[key] ?? null)),
  )

const properties = (props: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(props).map(([key, value]) => [propertyName(key), value]))

/** The events of a case, as touches of leads; those without the entity's property belong to nobody. */
export function eventsOf(given: Case): StoredEvent[] {
  const touches = given.events.flatMap(({ entity, time, event, props }, index) => {
    const key = given.entity_key
    const subject = key === 'entity' ? entity : props[key]
    if (subject === undefined || subject === null || !passes(given, props)) return []
    const touch = {
      event_id: `${given.id}-${String(index).padStart(6, '0')}`,
      type: 'touch',
      name: event,
      occurred_at: utc(time),
      source_system: given.id,
      lead_id: prefixed(given, String(subject)),
      properties: properties(props),
    }
    return [stored(touch)]
  })
  const links = Object.entries(given.aliases).map(([from, into], index) =>
    stored({
      event_id: `${given.id}-link-${index}`,
      type: 'link',
      occurred_at: loadedAt,
      source_system: given.id,
      relation: 'same',
      from_kind: 'lead',
      from_id: prefixed(given, from),
      into_kind: 'lead',
      into_id: prefixed(given, into),
    }),
  )
  return [...touches, ...links]
}

/** An ingested event is kept to the millisecond; cases that need more get the rest afterwards. */
export function finerTimes(given: Case): string[] {
  return given.events.flatMap(({ time }, index) => {
    const rest = /\.\d{3}(\d{1,3})\d*Z$/.exec(time)?.[1]
    if (rest === undefined) return []
    const event = renderLiteral({
      type: 'string',
      value: `${given.id}-${String(index).padStart(6, '0')}`,
    })
    const micros = Number(rest.padEnd(3, '0'))
    return [
      `update lake.event_log set occurred_at = occurred_at + to_microseconds(${micros}) where event_id = ${event}`,
    ]
  })
}

const isDay = (text: string) => text.length === 10

const nextDay = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

type CaseRange = Pick<Case, 'timezone' | 'date_from' | 'date_to'>

/** The first moment of a case's range, undefined when it has none. */
export function rangeStart({ date_from: from, timezone }: CaseRange): string | undefined {
  if (from === undefined) return undefined
  return isDay(from) ? startOfDay(from, timezone) : utc(from)
}

/** The moment up to which a case sees events: after its last day or its last moment. */
export function rangeEnd({ date_to: to, timezone }: CaseRange): string {
  if (to === undefined) return '2900-01-01T00:00:00.000Z'
  return isDay(to) ? startOfDay(nextDay(to), timezone) : new Date(Date.parse(to) + 1).toISOString()
}

/** The local days of a case's range, the end not included. */
export function rangeDays({ date_from: from = '', date_to: to = '' }: Case) {
  return { from: from.slice(0, 10), to: nextDay(to.slice(0, 10)) }
}
