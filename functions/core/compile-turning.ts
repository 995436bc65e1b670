import { type Funnel, wonStep } from './funnel.ts'

const inPlace = `partition by subject_id
            order by
                occurred_on,
                case when has_day_event = 1 then coalesce(stage_no, 99) else 0 end,
                occurred_at,
                coalesce(stage_no, 99),
                event_id`

const means = 'stage_no is not null or lost_as is not null'
const before = 'rows between unbounded preceding and 1 preceding'

/** Columns of `placed` that one pass over a subject's events in order gives: its place, and what came before. */
export const placeColumns = `        row_number() over (${inPlace}) as place,
        max(stage_no) over (
            ${inPlace} ${before}
        ) as stage_before,
        max(case when ${means} then occurred_at end) over (
            ${inPlace} ${before}
        ) as meant_before_at,
        max(case when ${means} then 1 else 0 end) over (
            ${inPlace} rows between unbounded preceding and current row
        ) as means_by_now`

/**
 * From `placed` to `ordered`, the events of subjects that may have several attempts. Only a win, a
 * loss or a gap can end one: all events of the other subjects are one attempt, which `turning` rows
 * with `turns` 0 say. Within a local day times may lie in another order than places, hence the two
 * days less.
 */
export function turningCtes(funnel: Funnel): string {
  const { reentry_after_days: days } = funnel
  const gap =
    days === undefined ? '' : ` or occurred_at > date_add('day', ${days - 2}, meant_before_at)`
  return `turning as (
    select
        placed.*,
        max(case when stage_no = ${wonStep(funnel)} or lost_as is not null${gap} then 1 else 0 end)
            over (partition by subject_id) as turns
    from placed
),

ordered as (
    select * from turning where turns = 1
)`
}
