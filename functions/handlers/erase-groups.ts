/** Athena takes 256 KB of text a statement, and a quote in an id is written twice. */
const mostBytes = 60_000
const mostEvents = 500
/** Athena writes at most 100 partitions in one statement. */
const mostMonths = 60

interface Placed {
  readonly id: string
  readonly month: string
}

/** Events in groups whose ids fit into one statement, those of a month beside each other. */
export function inGroups<T extends Placed>(events: readonly T[]): T[][] {
  const groups: T[][] = []
  let bytes = 0
  let months = new Set<string>()
  for (const event of events.toSorted((a, b) => (a.month < b.month ? -1 : 1))) {
    bytes += Buffer.byteLength(event.id)
    months.add(event.month)
    const last = groups.at(-1)
    if (last && last.length < mostEvents && bytes <= mostBytes && months.size <= mostMonths) {
      last.push(event)
      continue
    }
    groups.push([event])
    bytes = Buffer.byteLength(event.id)
    months = new Set([event.month])
  }
  return groups
}

/** The months of a group in order, and its ids. */
export const placeOf = (group: readonly Placed[]) => ({
  months: [...new Set(group.map(({ month }) => month))].sort(),
  eventIds: group.map(({ id }) => id),
})
