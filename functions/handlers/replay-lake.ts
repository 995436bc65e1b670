import type { EventPage, EventRecords, QueryEngine, StoredEvent } from '#core/ports.ts'
import { countEvents } from '#core/refresh-sql.ts'
import type { Schemas } from '#core/tasks.ts'
import { together } from '#core/together.ts'
import { land } from './land.ts'
import { plus, type Replaying } from './replay-progress.ts'
import type { LeasePorts } from './state.ts'

export interface LakePorts extends LeasePorts {
  readonly engine: QueryEngine
  readonly schemas: Schemas
  readonly records: EventRecords
  refresh(): Promise<unknown>
}

/** Parts of the table that are read side by side; a mark holds a place in each. */
const segments = 4
/** As many events as a landing object holds at most, but for the last page. */
const objectEvents = 10_000

type Place = { readonly after?: string } | 'through'

const placesOf = (mark: string): readonly Place[] =>
  mark === '' ? Array.from({ length: segments }, () => ({})) : (JSON.parse(mark) as Place[])

interface Step {
  readonly place: Place
  readonly landed: number
  readonly unwritable: number
}

/** Reads as much of a segment as fits into one object and writes it. */
async function stepOn(ports: LakePorts, segment: number, from: Place): Promise<Step> {
  if (from === 'through') return { place: from, landed: 0, unwritable: 0 }
  const events: StoredEvent[] = []
  let place: Place = from
  while (place !== 'through' && events.length < objectEvents) {
    const page: EventPage = await ports.records.scan({ segment, segments, ...place })
    events.push(...page.events)
    place = page.next === undefined ? 'through' : { after: page.next }
  }
  const name = `lake-${segment}`
  const unwritable = await land(ports.objects, name, events, ports.clock.now())
  return { place, landed: events.length - unwritable.length, unwritable: unwritable.length }
}

async function withLog({ engine, schemas }: LakePorts, now: Replaying): Promise<Replaying> {
  const { rows } = await engine.run(countEvents(schemas.lake), 'events of the log')
  return { ...now, counts: plus(now.counts, { 'in event_log': Number(rows[0]?.n) }) }
}

/**
 * Lands every event of the table again and merges it, each slice what it read: what the log lacks
 * comes back as it was received. In the end the counts say how many are in the table and in the log.
 */
export async function replayLake(
  ports: LakePorts,
  { mark, counts }: Replaying,
  mayGoOn: () => boolean,
): Promise<Replaying> {
  let places = placesOf(mark)
  let sums = counts
  const isThrough = () => places.every((place) => place === 'through')
  do {
    const steps = await together(places.map((place, at) => stepOn(ports, at, place)))
    places = steps.map(({ place }) => place)
    for (const { landed, unwritable } of steps) {
      sums = plus(sums, { 'in the table': landed + unwritable, ...(unwritable && { unwritable }) })
    }
  } while (!isThrough() && mayGoOn())
  await ports.refresh()
  const now = { mark: JSON.stringify(places), counts: sums, isThrough: isThrough() }
  return now.isThrough ? withLog(ports, now) : now
}
