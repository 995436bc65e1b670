import { byText, type RawEvent } from './raw-event.ts'

/** What becomes of an id: the one it lives on as, itself when it was merged nowhere or refused. */
export interface Fate {
  readonly survivor: string
  readonly isResolved: boolean
}

const mostHops = 32
const kinds = ['lead', 'contact', 'account'] as const

/** How many ids may share a value, where ids of one value are merged; no limit is no rule. */
export interface MergeRules {
  readonly mostPerHash?: number
  readonly mostPerDomain?: number
  readonly sharedDomains?: readonly string[]
}
const keyOf = (kind: string, id: string) => `${kind} ${id}`

const earlier = (a: RawEvent, b: RawEvent) =>
  Date.parse(a.occurred_at) - Date.parse(b.occurred_at) || byText(a.event_id, b.event_id)

/** Known and happened before the cut and not taken back by then, in order of time. */
function standing(log: readonly RawEvent[], cut: string): RawEvent[] {
  const known = log.filter((event) => event.received_at < cut && event.occurred_at < cut)
  const gone = new Set(known.map((event) => event.target_event_id))
  return known
    .filter((event) => event.type !== 'retract' && !gone.has(event.event_id))
    .sort(earlier)
}

/** One id after the other, hop by hop. */
function follow(start: string, next: ReadonlyMap<string, string>): Fate {
  let current = start
  for (let hops = 0; hops <= mostHops; hops += 1) {
    const onward = next.get(current)
    if (onward === undefined) return { survivor: current, isResolved: true }
    current = onward
  }
  return { survivor: start, isResolved: false }
}

interface Told {
  readonly value: string | null
  readonly since: number
}

/** What an event says of the value that ids of a kind share; undefined when it says nothing. */
function valueIn(event: RawEvent, kind: (typeof kinds)[number]): string | null | undefined {
  if (event.type !== (kind === 'account' ? 'account' : 'person')) return undefined
  const value = kind === 'account' ? event.domain : event.email_hash
  if (typeof value !== 'string') return value === null ? null : undefined
  return kind === 'account' ? value.toLowerCase() : value
}

/** The value that each surviving id told last, and when it first told that one; none of deleted accounts. */
function values(events: readonly RawEvent[], fateOf: (key: string) => Fate): Map<string, Told> {
  const told = new Map<string, Told>()
  const first = new Map<string, number>()
  const deleted = new Map<string, boolean>()
  for (const event of events) {
    for (const kind of kinds) {
      const id = event[`${kind}_id`]
      const fate = id === undefined ? undefined : fateOf(keyOf(kind, id))
      if (!fate?.isResolved) continue
      if (event.type === 'account' && typeof event.deleted === 'boolean') {
        deleted.set(fate.survivor, event.deleted)
      }
      const value = valueIn(event, kind)
      if (value === undefined) continue
      const mark = `${fate.survivor} ${value}`
      const since = first.get(mark) ?? Date.parse(event.occurred_at)
      first.set(mark, since)
      told.set(fate.survivor, { value, since })
    }
  }
  return new Map([...told].filter(([key]) => deleted.get(key) !== true))
}

/** Groups of surviving ids of one kind and value, each in order of who told it first. */
function groupsOf(told: ReadonlyMap<string, Told>): string[][] {
  const groups = new Map<string, string[]>()
  const byFirst = [...told].sort(([a, x], [b, y]) => x.since - y.since || byText(a, b))
  for (const [key, { value }] of byFirst) {
    if (value === null) continue
    const name = `${key.slice(0, key.indexOf(' '))} ${value}`
    groups.set(name, [...(groups.get(name) ?? []), key])
  }
  return [...groups.values()]
}

const withoutShared = (told: ReadonlyMap<string, Told>, { sharedDomains = [] }: MergeRules) =>
  new Map([...told].filter(([, { value }]) => value === null || !sharedDomains.includes(value)))

/**
 * The fate of every merged id at the cut, `<kind> <id>` each, by walking from id to id: links first,
 * then, by the rules that are on, ids of one value into the first of them unless they are too many.
 */
export function mergedAt(
  log: readonly RawEvent[],
  cut: string,
  rules: MergeRules,
): Map<string, Fate> {
  const events = standing(log, cut)
  const next = new Map<string, string>()
  for (const { relation, from_kind = '', from_id = '', into_kind = '', into_id = '' } of events) {
    const [from, into] = [keyOf(from_kind, from_id), keyOf(into_kind, into_id)]
    if (relation === 'same' && from !== into) next.set(from, into)
  }
  const linked = new Map([...next.keys()].map((key) => [key, follow(key, next)]))
  const fateOf = (key: string) => linked.get(key) ?? { survivor: key, isResolved: true }
  const ruled = new Map<string, string>()
  for (const [into = '', ...others] of groupsOf(withoutShared(values(events, fateOf), rules))) {
    const most = into.startsWith('account') ? rules.mostPerDomain : rules.mostPerHash
    if (others.length < (most ?? 0)) for (const key of others) ruled.set(key, into)
  }
  const fates = new Map<string, Fate>()
  for (const [key, fate] of linked) {
    fates.set(key, { ...fate, survivor: ruled.get(fate.survivor) ?? fate.survivor })
  }
  for (const [key, survivor] of ruled) fates.set(key, { survivor, isResolved: true })
  return fates
}
