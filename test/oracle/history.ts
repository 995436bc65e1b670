import { Temporal } from 'temporal-polyfill'
import { countingEvents, resolveIds } from './identity.ts'
import type { RawEvent } from './raw-event.ts'

export type SubjectKind = 'lead' | 'contact' | 'account' | 'opportunity'

/** An event that counts: its ids resolved, its moment in milliseconds, its local day. */
export interface HistoryEvent {
  readonly raw: RawEvent
  readonly at: number
  readonly on: string
  readonly dateOnly: boolean
}

export interface Reading {
  readonly zone: string
  /** ISO instant before which events must have been received and have happened. */
  readonly cut: string
}

const dayStart = (day: string, zone: string) =>
  Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone }).epochMilliseconds

const localDay = (at: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString()

/** The events that count, in no particular order. */
export function readHistory(log: readonly RawEvent[], { zone, cut }: Reading): HistoryEvent[] {
  return resolveIds(countingEvents(log, cut)).map((raw) => {
    const dateOnly = raw.date_only === true
    const at = dateOnly ? dayStart(raw.occurred_at, zone) : Date.parse(raw.occurred_at)
    return { raw, at, on: dateOnly ? raw.occurred_at : localDay(at, zone), dateOnly }
  })
}

/** Pairs of `kind id` that belong together: from `link`, `deal` and `person` events. */
function relationsOf(events: readonly HistoryEvent[]): [from: string, into: string][] {
  return events.flatMap(({ raw }): [string, string][] => {
    const { lead_id, contact_id, account_id, opportunity_id } = raw
    const pairs: [string, string][] = []
    if (raw.type === 'link' && raw.relation !== 'same') {
      pairs.push([`${raw.from_kind} ${raw.from_id}`, `${raw.into_kind} ${raw.into_id}`])
    }
    if (raw.type === 'deal') {
      if (lead_id) pairs.push([`lead ${lead_id}`, `opportunity ${opportunity_id}`])
      if (account_id) pairs.push([`opportunity ${opportunity_id}`, `account ${account_id}`])
    }
    if (raw.type === 'person' && account_id) {
      if (lead_id) pairs.push([`lead ${lead_id}`, `account ${account_id}`])
      if (contact_id) pairs.push([`contact ${contact_id}`, `account ${account_id}`])
    }
    return pairs
  })
}

/** The ids that an event carries, as `kind id`. */
export const idsOf = ({ raw }: HistoryEvent): string[] =>
  (['lead', 'contact', 'account', 'opportunity'] as const).flatMap((kind) => {
    const id = raw[`${kind}_id`]
    return id === undefined ? [] : [`${kind} ${id}`]
  })

/** Whose events the funnel of a subject reads: its own, a lead's contacts and deals, all of an account. */
function circleOf(subject: string, relations: readonly [string, string][]): Set<string> {
  const kind = subject.split(' ')[0]
  const circle = new Set([subject])
  for (const [from, into] of relations) {
    if (kind === 'lead' && from === subject && /^(contact|opportunity) /.test(into)) {
      circle.add(into)
    }
    if (kind === 'account' && into === subject) circle.add(from)
  }
  return circle
}

/** The events of each subject of the kind that has any; links are no events of a funnel. */
export function eventsBySubject(
  kind: SubjectKind,
  events: readonly HistoryEvent[],
): Map<string, HistoryEvent[]> {
  const relations = relationsOf(events)
  const own = events.filter(({ raw }) => raw.type !== 'link')
  const known = new Set([...own.flatMap(idsOf), ...relations.flat()])
  const found = new Map<string, HistoryEvent[]>()
  for (const subject of [...known].filter((each) => each.startsWith(`${kind} `))) {
    const circle = circleOf(subject, relations)
    const theirs = own.filter((event) => idsOf(event).some((id) => circle.has(id)))
    if (theirs.length > 0) found.set(subject.slice(kind.length + 1), theirs)
  }
  return found
}
