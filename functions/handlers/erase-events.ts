import { erasedBody, type SubjectIds } from '#core/erasure.ts'
import { eventsNaming, landedNaming, retractionsOf } from '#core/erasure-sql.ts'
import type { EventRecords, ObjectStore, QueryEngine, Row } from '#core/ports.ts'
import type { Schemas } from '#core/tasks.ts'
import { inGroups } from './erase-groups.ts'
import { landedObjects } from './landed.ts'
import { hoursOf } from './refresh.ts'

/** An event of the log that names the subject, and the first day of the month in which it occurred. */
export interface NamingEvent {
  readonly id: string
  readonly month: string
  /** Whether something is left of it: it is about others too. */
  readonly stays: boolean
}

interface EventPorts {
  readonly objects: ObjectStore
  readonly engine: QueryEngine
  readonly schemas: Schemas
  readonly records: EventRecords
}

type Found = Omit<NamingEvent, 'stays'>

const toFound = (row: Row): Found => ({ id: String(row.event_id), month: String(row.month) })

/** What is left of stored events without the names: by id, only of those that are about others too. */
async function remaindersOf(
  { records }: EventPorts,
  events: readonly Found[],
  ids: SubjectIds,
): Promise<ReadonlyMap<string, string>> {
  const stored = await records.get(events.map(({ id }) => id))
  const left = stored.map(({ eventId, body }) => [eventId, erasedBody(body, ids)] as const)
  return new Map(left.flatMap(([id, body]) => (body === undefined ? [] : [[id, body] as const])))
}

/** Every event that names one of the ids in the log or in landing, once. */
async function findNaming({ objects, engine, schemas }: EventPorts, ids: SubjectIds) {
  const inLog = await engine.run(eventsNaming(schemas.lake, ids), 'events of subject')
  const landed = await landedObjects(objects)
  if (landed.length === 0) return inLog.rows.map(toFound)
  const sql = landedNaming(schemas.lake, hoursOf(landed), ids)
  const inLanding = await engine.run(sql, 'landed events of subject')
  const byId = new Map(
    [...inLanding.rows, ...inLog.rows].map((row) => [row.event_id, toFound(row)]),
  )
  return [...byId.values()]
}

/**
 * The events that name one of the ids, in the log or in landing, and the retractions of those that go: they hold
 * their event ids. What the table no longer holds goes too.
 */
export async function findEvents(ports: EventPorts, ids: SubjectIds): Promise<NamingEvent[]> {
  const { engine, schemas } = ports
  const found = await findNaming(ports, ids)
  const events: NamingEvent[] = []
  for (const group of inGroups(found)) {
    const left = await remaindersOf(ports, group, ids)
    events.push(...group.map((each) => ({ ...each, stays: left.has(each.id) })))
  }
  const known = new Set(events.map(({ id }) => id))
  for (const group of inGroups(events.filter(({ stays }) => !stays))) {
    const sql = retractionsOf(
      schemas.lake,
      group.map(({ id }) => id),
    )
    const { rows } = await engine.run(sql, 'retractions of subject')
    const others = rows.map(toFound).filter(({ id }) => !known.has(id))
    events.push(...others.map((each) => ({ ...each, stays: false })))
  }
  return events
}

/** Erases some of them in the event table: to a tombstone, or to what is left without the names. */
export async function eraseEvents(
  ports: EventPorts,
  events: readonly NamingEvent[],
  ids: SubjectIds,
): Promise<void> {
  const left = await remaindersOf(
    ports,
    events.filter(({ stays }) => stays),
    ids,
  )
  await ports.records.erase(
    events.map(({ id }) => {
      const body = left.get(id)
      return body === undefined ? { eventId: id } : { eventId: id, body }
    }),
  )
}
