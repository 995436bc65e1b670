import { byText, type RawEvent } from './raw-event.ts'

interface Id {
  readonly kind: string
  readonly id: string
}

const mostHops = 32
const keyOf = ({ kind, id }: Id) => `${kind} ${id}`

/** What was accepted and had happened before the cut, without the events that were taken back. */
export function countingEvents(log: readonly RawEvent[], cut: string): RawEvent[] {
  const known = log.filter(
    (event) =>
      Date.parse(event.received_at) < Date.parse(cut) &&
      Date.parse(event.occurred_at) < Date.parse(cut),
  )
  const retracted = new Set(
    known.filter((event) => event.type === 'retract').map((event) => event.target_event_id),
  )
  return known.filter((event) => event.type !== 'retract' && !retracted.has(event.event_id))
}

/** Of several links of one id the later by time, then by event id, wins. */
function mergesOf(events: readonly RawEvent[]): Map<string, Id> {
  const links = events
    .filter((event) => event.type === 'link' && event.relation === 'same')
    .sort(
      (a, b) =>
        Date.parse(a.occurred_at) - Date.parse(b.occurred_at) || byText(a.event_id, b.event_id),
    )
  const merges = new Map<string, Id>()
  for (const { from_kind = '', from_id = '', into_kind = '', into_id = '' } of links) {
    const [from, into] = [
      { kind: from_kind, id: from_id },
      { kind: into_kind, id: into_id },
    ]
    if (keyOf(from) !== keyOf(into)) merges.set(keyOf(from), into)
  }
  return merges
}

function survivorOf(start: Id, merges: ReadonlyMap<string, Id>): Id {
  let current = start
  for (let hop = 0; hop < mostHops; hop += 1) {
    const next = merges.get(keyOf(current))
    if (next === undefined) return current
    current = next
  }
  // A cycle or a chain too long is refused: the id stays as it is.
  return merges.has(keyOf(current)) ? start : current
}

/** Events with every id replaced by the one that survives it; a visitor may become a lead or contact. */
export function resolveIds(events: readonly RawEvent[]): RawEvent[] {
  const merges = mergesOf(events)
  const survivor = (kind: string, id: string) => survivorOf({ kind, id }, merges)
  return events.map((event) => {
    const ids: Record<string, string> = {}
    for (const kind of ['lead', 'contact', 'account', 'opportunity', 'visitor'] as const) {
      const id = event[`${kind}_id`]
      if (id === undefined) continue
      const found = survivor(kind, id)
      // An id that the event carries itself comes before the one its visitor became.
      ids[`${found.kind}_id`] ??= found.id
    }
    const { from_kind, from_id, into_kind, into_id } = event
    const ends =
      from_kind && from_id && into_kind && into_id
        ? { from_id: survivor(from_kind, from_id).id, into_id: survivor(into_kind, into_id).id }
        : {}
    const { visitor_id: _, ...kept } = event
    return { ...kept, ...ids, ...ends }
  })
}
