import { deleteEvents, filesHolding, hoursHolding } from '#core/erasure-sql.ts'
import { sha256 } from '#core/hash.ts'
import type { EventRecords, ObjectInfo, QueryEngine } from '#core/ports.ts'
import type { Schemas } from '#core/tasks.ts'
import type { NamingEvent } from './erase-events.ts'
import { inGroups, placeOf } from './erase-groups.ts'
import { land } from './land.ts'
import { landedObjects } from './landed.ts'
import { hoursOf, hourWritten, mergeHours, type RefreshState, refreshState } from './refresh.ts'
import { type LeasePorts, withLease } from './state.ts'

interface LakePorts extends LeasePorts {
  readonly engine: QueryEngine
  readonly schemas: Schemas
  readonly records: EventRecords
  readonly root: string
}

/** Landing objects of the hours that hold one of the events. */
async function landedWith(ports: LakePorts, events: readonly NamingEvent[]): Promise<ObjectInfo[]> {
  const { objects, engine, schemas } = ports
  const landed = await landedObjects(objects)
  if (landed.length === 0) return []
  const hours = new Set<string>()
  for (const group of inGroups(events)) {
    const sql = hoursHolding(schemas.lake, hoursOf(landed), placeOf(group).eventIds)
    const { rows } = await engine.run(sql, 'landing of subject')
    for (const row of rows) hours.add(String(row.at))
  }
  return landed.filter((object) => hours.has(hourWritten(object)))
}

/**
 * Removes the landing objects of their hours. All rows are merged before, so that those of others
 * are in the log, which from then on is what keeps them beside the event table.
 */
async function clearLanding(ports: LakePorts, events: readonly NamingEvent[]): Promise<number> {
  const landed = await landedWith(ports, events)
  if (landed.length === 0) return 0
  await mergeHours(ports, hoursOf(landed))
  await ports.objects.delete(landed.map(({ key }) => key))
  return landed.length
}

/** Keys of the log's files that hold the events; none where the engine keeps all in one file. */
export async function filesOf(
  { engine, schemas, root }: Pick<LakePorts, 'engine' | 'schemas' | 'root'>,
  events: readonly NamingEvent[],
): Promise<string[]> {
  if (engine.dialect === 'duckdb') return []
  const files = new Set<string>()
  for (const group of inGroups(events)) {
    const sql = filesHolding(schemas.lake, placeOf(group))
    const { rows } = await engine.run(sql, 'files of subject')
    for (const { path } of rows) files.add(String(path).slice(root.length + 1))
  }
  return [...files].sort()
}

/** Brings back what is left of the events that are about others too; the next refresh merges it. */
async function landRemainders(ports: LakePorts, events: readonly NamingEvent[]): Promise<void> {
  const { objects, records, clock } = ports
  for (const group of inGroups(events.filter(({ stays }) => stays))) {
    const left = await records.get(group.map(({ id }) => id))
    // Named by content: the same events with less in them are another object.
    const name = `erase-${sha256(left.map(({ body }) => body).join('\n')).slice(0, 16)}`
    await land(objects, name, left, clock.now())
  }
}

/**
 * Takes the events out of landing and `event_log`, while no refresh runs, and lands what is left of
 * them. Answers how many landing objects went. Safe to die anywhere and to run again.
 */
export async function eraseFromLake(
  ports: LakePorts,
  events: readonly NamingEvent[],
): Promise<number> {
  const { engine, schemas } = ports
  let landing = 0
  await withLease<RefreshState | undefined>(ports, refreshState, async (state) => {
    landing = await clearLanding(ports, events)
    for (const group of inGroups(events)) {
      await engine.run(deleteEvents(schemas.lake, placeOf(group)), 'erase from event_log')
    }
    await landRemainders(ports, events)
    // What has landed now is new, whatever it is called.
    return state && { ...state, listing: '' }
  })
  return landing
}
