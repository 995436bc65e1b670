import { createHash } from 'node:crypto'
import { sampleBatches } from '#local/sample/sample.ts'

type SampleEvent = Readonly<Record<string, unknown>>

/** Fields by which events of one story name each other. */
const idFields = [
  'visitor_id',
  'lead_id',
  'contact_id',
  'account_id',
  'opportunity_id',
  'from_id',
  'into_id',
]

/** Every id that an event names, itself among them: a retraction belongs to what it takes back. */
function idsOf(event: SampleEvent): string[] {
  return [...idFields, 'event_id', 'target_event_id'].flatMap((field) => {
    const id = event[field]
    return id === undefined ? [] : [String(id)]
  })
}

/** One name for all ids that are connected, directly or through others. */
function connect(events: Iterable<SampleEvent>): (id: string) => string {
  const parents = new Map<string, string>()
  const rootOf = (id: string): string => {
    let root = id
    for (let above = parents.get(root); above !== undefined; above = parents.get(root)) root = above
    return root
  }
  for (const event of events) {
    const [first, ...others] = idsOf(event)
    if (first === undefined) continue
    for (const other of others) {
      const [one, two] = [rootOf(first), rootOf(other)].sort()
      if (one !== undefined && two !== undefined && one !== two) parents.set(two, one)
    }
  }
  return rootOf
}

/** When the sample receives its last batch. */
const sampleEnd = '2026-11-02'

const isChosen = (story: string, share: number): boolean =>
  createHash('sha256').update(story).digest().readUInt32BE() < share * 2 ** 32

/** Sent as it is whatever the share: what is wrong on purpose. */
const isFaulty = (event: SampleEvent) => /^bad-/.test(String(event.event_id))

const dayMs = 86_400_000

/** The events with all their dates moved, so that the last of them just happened. */
function upToNow(events: readonly SampleEvent[]): SampleEvent[] {
  const days = Math.floor((Date.now() - Date.parse(sampleEnd)) / dayMs)
  const moved = (date: string) => new Date(Date.parse(date) + days * dayMs).toISOString()
  const text = JSON.stringify(events).replaceAll(/\b20\d\d-\d\d-\d\d/g, (date) =>
    moved(date).slice(0, 10),
  )
  return JSON.parse(text)
}

/**
 * A share of the sample business's stories, each whole, and all that belongs to nobody, such as
 * spend; in the order in which the sample sends it.
 */
export function someOfTheSample(share: number): SampleEvent[] {
  const all = [...sampleBatches()].flatMap(({ events }) => events as readonly SampleEvent[])
  const rootOf = connect(all)
  const chosen = all.filter((event) => {
    const [named] = idFields.flatMap((field) => event[field] ?? [])
    const id = named ?? event.target_event_id
    return id === undefined || isFaulty(event) || isChosen(rootOf(String(id)), share)
  })
  return upToNow(chosen)
}
