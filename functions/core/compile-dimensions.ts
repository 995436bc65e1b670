import type { Funnel } from './funnel.ts'
import { dimensions } from './journey-columns.ts'

/** Each dimension from the entry event itself, else the deal, person or account as of then. */
export function dimensionColumns(): string {
  const column = (name: string) => `        coalesce(
            entry_event.${name}, deal.${name}, person.${name}, account.${name}, '(none)'
        ) as ${name}`
  return dimensions.map(column).join(',\n')
}

const versionJoin = (
  alias: string,
  kind: string,
  id: string,
) => `    left join subject_versions as ${alias}
        on ${alias}.kind = ${kind}
            and ${alias}.id = ${id}
            and ${alias}.valid_from <= entry_event.occurred_at
            and entry_event.occurred_at < ${alias}.valid_to`

/** The person of an event is its lead, else its contact. */
const personOfEvent = {
  kind: `case when entry_event.lead_id is null then 'contact' else 'lead' end`,
  id: 'coalesce(entry_event.lead_id, entry_event.contact_id)',
}

/**
 * The joins that `dimensionColumns` reads, from a table with `subject_id` and `entry_event_id`. A
 * subject's own versions are read by its id; the others by the ids of the entry event.
 */
export function entryJoins({ subject }: Funnel, table: string): string {
  const own = (kind: string, id: string) => (subject === kind ? `${table}.subject_id` : id)
  const isPerson = subject === 'lead' || subject === 'contact'
  const person = isPerson ? { kind: `'${subject}'`, id: `${table}.subject_id` } : personOfEvent
  return [
    `    join events as entry_event on entry_event.event_id = ${table}.entry_event_id`,
    versionJoin('deal', `'opportunity'`, own('opportunity', 'entry_event.opportunity_id')),
    versionJoin('person', person.kind, person.id),
    versionJoin('account', `'account'`, own('account', 'entry_event.account_id')),
  ].join('\n')
}
