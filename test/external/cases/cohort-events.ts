import type { StoredEvent } from '#core/ports.ts'
import { propertyName } from './case.ts'
import type { CohortCase } from './cohort-case.ts'
import { loadedAt, passes, stored, utc } from './events.ts'

const prefixed = ({ id }: CohortCase, entity: string) => `${id}/${entity}`

const named = (props: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(props).map(([key, value]) => [propertyName(key), value]))

/** The entities of a case, those merged into others left out. */
export function entitiesOf({ events, aliases }: CohortCase): string[] {
  const merged = Object.keys(aliases)
  return [...new Set(events.map(({ entity }) => entity))].filter((each) => !merged.includes(each))
}

function touches(given: CohortCase): StoredEvent[] {
  return given.events.flatMap(({ entity, time, event, props }, index) => {
    const key = given.entity_key
    const account = key === 'entity' ? entity : props[key]
    if (account === undefined || account === null || !passes(given, props)) return []
    return stored({
      event_id: `${given.id}-${String(index).padStart(6, '0')}`,
      type: 'touch',
      name: event,
      occurred_at: utc(time),
      source_system: given.id,
      account_id: prefixed(given, String(account)),
      properties: { ...named(props), case_place: index + 1 },
    })
  })
}

function records(given: CohortCase): StoredEvent[] {
  const known = new Set([...entitiesOf(given), ...Object.keys(given.entity_props)])
  return [...known].map((entity, index) =>
    stored({
      event_id: `${given.id}-account-${index}`,
      type: 'account',
      name: 'updated',
      occurred_at: loadedAt,
      source_system: given.id,
      account_id: prefixed(given, entity),
      properties: { ...named(given.entity_props[entity] ?? {}), case_entity: entity },
    }),
  )
}

/** The events of a case, as touches of accounts that have its entities' properties. */
export function cohortEventsOf(given: CohortCase): StoredEvent[] {
  const links = Object.entries(given.aliases).map(([from, into], index) =>
    stored({
      event_id: `${given.id}-link-${index}`,
      type: 'link',
      occurred_at: loadedAt,
      source_system: given.id,
      relation: 'same',
      from_kind: 'account',
      from_id: prefixed(given, from),
      into_kind: 'account',
      into_id: prefixed(given, into),
    }),
  )
  return [...touches(given), ...records(given), ...links]
}
