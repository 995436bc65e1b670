import { stageEventsTable } from './compile-stage-events.ts'
import { type Funnel, wonStep } from './funnel.ts'

/** CTEs up to `standing_losses`: for each attempt its last event and the loss that stands. */
export const outcomeCtes = (funnel: Funnel) => `losses as (
    select
        subject_id, attempt, place, lost_as, occurred_at as lost_at,
        row_number() over (partition by subject_id, attempt order by place desc) as nth
    from ${stageEventsTable(funnel)}
    where lost_as is not null
),

last_events as (
    select
        subject_id,
        attempt,
        max(occurred_at) as last_event_at,
        max(case when makes_visit then place end) as last_visit_place,
        max(case when stage_no = ${wonStep(funnel)} then 1 else 0 end) = 1 as is_won
    from ${stageEventsTable(funnel)}
    where stage_no is not null or lost_as is not null
    group by subject_id, attempt
),

-- A stage visited after the loss reopens the attempt; what is won is lost no more.
standing_losses as (
    select
        last_events.subject_id, last_events.attempt, last_events.last_event_at,
        case when not last_events.is_won then losses.lost_at end as lost_at,
        case when not last_events.is_won then losses.lost_as end as lost_as
    from last_events
    left join losses
        on losses.subject_id = last_events.subject_id
            and losses.attempt = last_events.attempt
            and losses.nth = 1
            and losses.place > last_events.last_visit_place
)`

/** The outcome of an attempt of `rules`, as known at the cut. */
export function outcomeColumns({ reentry_after_days: days }: Funnel): string {
  const expired =
    days === undefined
      ? ''
      : `
            when date_add('day', ${days}, standing_losses.last_event_at) < cut.cut_at then 'expired'`
  return `        case
            when rules.won_at is not null then 'won'
            when standing_losses.lost_as is not null then 'lost'${expired}
            else 'open'
        end as outcome,
        case when rules.won_at is null then standing_losses.lost_as end as lost_as,
        case when rules.won_at is null then standing_losses.lost_at end as lost_at,
        standing_losses.last_event_at`
}
