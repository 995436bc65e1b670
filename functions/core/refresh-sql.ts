import { eventColumns } from './columns.ts'
import { renderLiteral } from './literal.ts'

/** First and last hour of writing, such as `2026-03-01-06`; both bounds keep engines from looking at every hour. */
export interface LandingHours {
  readonly first: string
  readonly last: string
}

const text = (value: string) => renderLiteral({ type: 'string', value })
export const within = ({ first, last }: LandingHours) =>
  `"at" >= ${text(first)} and "at" <= ${text(last)}`
const columns = eventColumns.map((column) => `"${column.name}"`)

/** The months in which the events that landed in these hours occurred. */
export function monthsInLanding(lake: string, hours: LandingHours): string {
  return `select distinct cast(date_trunc('month', occurred_at) as date) as month
from ${lake}.landing
where ${within(hours)}
order by month`
}

/** The instant at which the month after this one, given as its first day, begins. */
export function monthAfter(month: string): string {
  const date = new Date(`${month}T00:00:00.000Z`)
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)).toISOString()
}

/**
 * The MERGE of landed events of some months, given as first days in ascending order: one row per
 * event id, with literal bounds so that only the partitions of these months are read.
 */
export function mergeLanding(lake: string, hours: LandingHours, months: readonly string[]): string {
  const first = months[0]
  const last = months.at(-1)
  if (first === undefined || last === undefined) throw new Error('no months to merge')
  const start = renderLiteral({ type: 'timestamp', value: `${first}T00:00:00.000Z` })
  const end = renderLiteral({ type: 'timestamp', value: monthAfter(last) })
  return `merge into ${lake}.event_log as stored
using (
    select ${columns.join(', ')}
    from (
        select
            landing.*,
            row_number() over (partition by event_id order by received_at, "at") as copy
        from ${lake}.landing
        where ${within(hours)} and occurred_at >= ${start} and occurred_at < ${end}
    ) as copies
    where copy = 1
) as landed
on stored.event_id = landed.event_id
    and stored.occurred_at = landed.occurred_at
    and stored.occurred_at >= ${start}
    and stored.occurred_at < ${end}
when not matched then insert (${columns.join(', ')})
values (${columns.map((column) => `landed.${column}`).join(', ')})`
}

/** How many events the log holds: `n`. */
export const countEvents = (lake: string) => `select count(*) as n from ${lake}.event_log`
