import { idFields, type SubjectIds } from './erasure.ts'
import { either, isOne, list } from './erasure-ids-sql.ts'
import { renderLiteral } from './literal.ts'
import type { Dialect } from './ports.ts'
import { type LandingHours, monthAfter, within } from './refresh-sql.ts'

/** A condition over the columns of the log that hold an id of a subject. */
function names(ids: SubjectIds): string {
  const columns = Object.entries(idFields).flatMap(([column, kind]) => {
    const some = ids[kind] ?? []
    return some.length > 0 ? [`${column} in (${list(some)})`] : []
  })
  // As the event store writes them, so that no id is taken for another that holds it.
  const roles = (ids.contact ?? []).map((id) => {
    const text = renderLiteral({ type: 'string', value: `"contact_id":${JSON.stringify(id)}` })
    return `strpos(contact_roles, ${text}) > 0`
  })
  const ends = ['from', 'into'].map((end) => isOne(`${end}_kind`, `${end}_id`, ids))
  return either([...columns, ...roles, ...ends])
}

const naming = (table: string, condition: string) =>
  `select distinct event_id, cast(date_trunc('month', occurred_at) as date) as month
from ${table}
where ${condition}
order by event_id`

/** The events of the log that name one of the ids: `event_id`, `month` (its first day). */
export const eventsNaming = (lake: string, ids: SubjectIds) =>
  naming(`${lake}.event_log`, names(ids))

/** The same of what landed in these hours: a late copy may hold more than the log. */
export const landedNaming = (lake: string, hours: LandingHours, ids: SubjectIds) =>
  naming(`${lake}.landing`, `${within(hours)} and (${names(ids)})`)

/** The retractions of these events: `event_id`, `month`. */
export const retractionsOf = (lake: string, eventIds: readonly string[]) =>
  `select event_id, cast(date_trunc('month', occurred_at) as date) as month
from ${lake}.event_log
where type = 'retract' and target_event_id in (${list(eventIds)})
order by event_id`

/** The hours of landing in which these events lie: `at`. */
export const hoursHolding = (
  lake: string,
  hours: LandingHours,
  eventIds: readonly string[],
) => `select distinct "at"
from ${lake}.landing
where ${within(hours)} and event_id in (${list(eventIds)})
order by "at"`

/** Months by their first days, in ascending order. */
export interface MonthEvents {
  readonly months: readonly string[]
  readonly eventIds: readonly string[]
}

const moment = (value: string) => renderLiteral({ type: 'timestamp', value })

function chosen({ months, eventIds }: MonthEvents): string {
  const [first, last] = [months[0], months.at(-1)]
  if (first === undefined || last === undefined) throw new Error('no months')
  return `occurred_at >= ${moment(`${first}T00:00:00.000Z`)} and occurred_at < ${moment(monthAfter(last))}
    and event_id in (${list(eventIds)})`
}

/** Takes the events out of the log, with literal bounds so that only their months are read. */
export const deleteEvents = (lake: string, events: MonthEvents) =>
  `delete from ${lake}.event_log where ${chosen(events)}`

/** The files of an Iceberg log in which the events lie: `path`. */
export const filesHolding = (lake: string, events: MonthEvents) =>
  `select distinct "$path" as path from ${lake}.event_log where ${chosen(events)} order by 1`

const properties = (lake: string, values: Readonly<Record<string, number>>) =>
  `alter table ${lake}.event_log set tblproperties (${Object.entries(values)
    .map(([name, value]) => `'${name}' = '${value}'`)
    .join(', ')})`

/**
 * What the log's own verbs are to leave behind, on engines that ask: nothing older than a minute, no
 * file with a deleted row. Without `isUrgent` what Athena does by itself.
 */
export function keepFiles(lake: string, dialect: Dialect, isUrgent: boolean): readonly string[] {
  if (dialect !== 'athena') return []
  return [
    properties(lake, {
      vacuum_max_snapshot_age_seconds: isUrgent ? 60 : 432_000,
      optimize_rewrite_delete_file_threshold: isUrgent ? 1 : 2,
      optimize_rewrite_data_file_threshold: isUrgent ? 1 : 5,
    }),
  ]
}
