import { sha256 } from '#core/hash.ts'
import { emptyLanding, hourOf } from '#core/landing.ts'
import type { ObjectInfo, ObjectStore, QueryEngine } from '#core/ports.ts'
import { type LandingHours, mergeLanding, monthsInLanding } from '#core/refresh-sql.ts'
import type { RefreshResult, Schemas } from '#core/tasks.ts'
import { type LeasePorts, withLease } from './state.ts'

export const refreshState = 'state/refresh.json'

/** `mark`: hour of the last success; `listing`: hash of the object names that it saw from there on. */
export interface RefreshState {
  readonly mark: string
  readonly listing: string
}

interface RefreshPorts extends LeasePorts {
  readonly engine: QueryEngine
  readonly schemas: Schemas
}

// Athena writes at most 100 partitions in one statement.
const monthsPerMerge = 60
const hourMs = 3_600_000

/** What has landed is kept this long after it was merged, for a replay. */
const keptHours = 8 * 24

function hoursBefore(mark: string, hours: number): string {
  const hour = Date.parse(`${mark.slice(0, 10)}T${mark.slice(11)}:00:00.000Z`)
  return hourOf(new Date(hour - hours * hourMs))
}

/** A late writer may still use the hour before the mark. */
const hourBefore = (mark: string) => hoursBefore(mark, 1)

/** What landed from an hour on, or ever. */
const objectsFrom = (objects: ObjectStore, hour: string | undefined): Promise<ObjectInfo[]> =>
  objects.list('landing/', hour === undefined ? emptyLanding : `landing/at=${hour}`)

/** Deletes what landed long before the mark; all of it is in the event log. */
async function forget(objects: ObjectStore, { mark }: RefreshState): Promise<void> {
  const landed = await objectsFrom(objects, undefined)
  const old = landed.filter(({ key }) => key < `landing/at=${hoursBefore(mark, keptHours)}`)
  await objects.delete(old.map(({ key }) => key))
}

/** Once a day is enough, since what is kept has to be listed for it. */
const isNextDay = (before: RefreshState | undefined, after: RefreshState) =>
  before?.mark.slice(0, 10) !== after.mark.slice(0, 10)

const listingOf = (objects: readonly ObjectInfo[]) =>
  sha256(objects.map((object) => object.key).join('\n'))

function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}

/** The hour in which a landed object was written. */
export const hourWritten = ({ key }: ObjectInfo) =>
  key.slice('landing/at='.length, key.lastIndexOf('/'))

/** From the first to the last hour of the objects, which are sorted by key. */
export function hoursOf(objects: readonly ObjectInfo[]): LandingHours {
  const [first, last] = [objects[0], objects.at(-1)]
  if (!first || !last) throw new Error('no landed objects')
  return { first: hourWritten(first), last: hourWritten(last) }
}

/** Merges what landed in these hours, for a caller that holds the lease of `refreshState`. */
export async function mergeHours(
  { engine, schemas }: Pick<RefreshPorts, 'engine' | 'schemas'>,
  hours: LandingHours,
): Promise<void> {
  const found = await engine.run(monthsInLanding(schemas.lake, hours), 'refresh months')
  const months = found.rows.map((row) => String(row.month))
  for (const group of chunks(months, monthsPerMerge)) {
    await engine.run(mergeLanding(schemas.lake, hours, group), `refresh from ${group[0]}`)
  }
}

/**
 * Merges landed objects that are new since the last success into `event_log`, one row per event id.
 * 1. Lists landing from the hour before the mark; ends when nothing is new.
 * 2. Merges in groups of months. 3. Moves the mark. 4. Once a day, deletes what landed more than
 * eight days before it. Safe to die anywhere and to run again.
 */
export function createRefresh(ports: RefreshPorts): () => Promise<RefreshResult> {
  return async () => {
    let result: RefreshResult = { status: 'nothing_new', objects: 0 }
    let before: RefreshState | undefined
    const after = await withLease<RefreshState | undefined>(ports, refreshState, async (state) => {
      before = state
      const startedIn = hourOf(ports.clock.now())
      const landed = await objectsFrom(ports.objects, state && hourBefore(state.mark))
      if (landed.length === 0 || listingOf(landed) === state?.listing) return state
      await mergeHours(ports, hoursOf(landed))
      result = { status: 'merged', objects: landed.length }
      const still = landed.filter((object) => object.key >= `landing/at=${hourBefore(startedIn)}`)
      return { mark: startedIn, listing: listingOf(still) }
    })
    if (after && isNextDay(before, after)) await forget(ports.objects, after)
    return result
  }
}
