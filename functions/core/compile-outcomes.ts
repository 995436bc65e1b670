import { twoDigits } from './compile-match.ts'
import { stageEventsTable } from './compile-stage-events.ts'
import { type Funnel, wonStep } from './funnel.ts'

export const visitedColumn = (step: number) => `visited_${twoDigits(step)}`

const eachStep = (funnel: Funnel, line: (step: number) => string) =>
  funnel.stages.map((_, index) => `        ${line(index + 1)}`).join(',\n')

/** The CTE `attempts`: one pass over the stage events finds the times, the last event and the last loss. */
const attemptsCte = (funnel: Funnel) => `attempts as (
    select
        subject_id,
        attempt,
${eachStep(funnel, (step) => `min(case when stage_no = ${step} then occurred_at end) as ${visitedColumn(step)}`)},
${eachStep(funnel, (step) => `min(case when stage_no >= ${step} then occurred_at end) as any_${twoDigits(step)}`)},
        min(case when stage_no is not null then occurred_on end) as began_on,
        min(case when stage_no = 1 then occurred_on end) as first_on,
        min(case when stage_no = ${wonStep(funnel)} then occurred_on end) as won_on,
        coalesce(min_by(date_only, place) filter (where stage_no = 1), false)
            or coalesce(min_by(date_only, place) filter (where stage_no = ${wonStep(funnel)}), false)
            as in_calendar_days,
        min_by(event_id, cast(stage_no as bigint) * 1000000000 + place) filter (where makes_visit)
            as entry_event_id,
        max(occurred_at) as last_event_at,
        max(case when makes_visit then place end) as last_visit_place,
        max(case when lost_as is not null then place end) as last_loss_place,
        max_by(lost_as, place) filter (where lost_as is not null) as last_loss,
        max_by(occurred_at, place) filter (where lost_as is not null) as last_loss_at
    from ${stageEventsTable(funnel)}
    where stage_no is not null or lost_as is not null
    group by subject_id, attempt
)`

/** Under `all` an optional stage need not be visited; reached at the last of the visits up to here. */
function reachedAll(funnel: Funnel, step: number): string {
  const needed = funnel.stages
    .slice(0, step)
    .flatMap((stage, index) => (stage.optional && index + 1 !== step ? [] : [index + 1]))
    .map(visitedColumn)
  const time = needed.reduce((latest, each) => `greatest(${latest}, ${each})`)
  return `${time} as all_${twoDigits(step)}`
}

/**
 * CTEs up to `settled`: for each attempt when it visited each stage and reached it by the declared
 * rules, its entry, which is the first visit to the earliest stage even if that was recorded late,
 * its last event, and the loss that stands.
 */
export function settledCtes(funnel: Funnel): string {
  const stands = `${visitedColumn(wonStep(funnel))} is null and last_loss_place > last_visit_place`
  const all = funnel.rules.includes('all')
    ? `,\n${eachStep(funnel, (step) => reachedAll(funnel, step))}`
    : ''
  return `${attemptsCte(funnel)},

-- A stage visited after the loss reopens the attempt; what is won is lost no more.
settled as (
    select
        attempts.*,
        case when ${stands} then last_loss end as lost_as,
        case when ${stands} then last_loss_at end as lost_at${all}
    from attempts
)`
}

/** The outcome of an attempt of `settled`, as known at the cut. */
export function outcomeColumn(funnel: Funnel): string {
  const { reentry_after_days: days } = funnel
  const expired =
    days === undefined
      ? ''
      : `
            when date_add('day', ${days}, settled.last_event_at) < cut.cut_at then 'expired'`
  return `        case
            when settled.${visitedColumn(wonStep(funnel))} is not null then 'won'
            when settled.lost_as is not null then 'lost'${expired}
            else 'open'
        end as outcome`
}
