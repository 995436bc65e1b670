import { dimensionColumns, entryJoins } from './compile-dimensions.ts'
import { isStep, reachedColumn, stepsOf, tryKeys } from './compile-ordered-plan.ts'
import { type Funnel, wonStep } from './funnel.ts'
import { furthestStep, paddedSteps } from './journey-columns.ts'

/** The local days of the moments at which an event fits the step that means won. */
export function wonDays(funnel: Funnel): string {
  const steps = funnel.any_order ? stepsOf(funnel) : [wonStep(funnel)]
  const keys = tryKeys(funnel).join(', ')
  return `won_days as (
    select
        ${keys}, order_at,
        min(occurred_on) as won_on,
        max(case when is_day then 1 else 0 end) = 1 as is_day
    from signals
    where ${steps.map(isStep).join(' or ')}
    group by ${keys}, order_at
)`
}

function outcomeSql(funnel: Funnel): string {
  const won = reachedColumn(wonStep(funnel))
  const byAttempt = funnel.entries === 'attempt'
  const lost = byAttempt ? `\n            when settled.lost_as is not null then 'lost'` : ''
  const gap =
    byAttempt && funnel.reentry_after_days !== undefined
      ? `
            when date_add('day', ${funnel.reentry_after_days}, settled.last_event_at) < cut.cut_at
                then 'expired'`
      : ''
  const ofLoss = (column: string, type: string) =>
    byAttempt ? `case when ${won} is null then settled.${column} end` : `cast(null as ${type})`
  return `        case
            when ${won} is not null then 'won'${lost}
            when counted.ends_at < cut.cut_at then 'expired'${gap}
            else 'open'
        end as outcome,
        ${ofLoss('lost_as', 'varchar')} as lost_as,
        ${ofLoss('lost_at', 'timestamp(6)')} as lost_at,
        settled.last_event_at`
}

/** The CTE `ordered_tries` over those that count, with the columns that all tries have. */
export function orderedTries(funnel: Funnel): string {
  const won = reachedColumn(wonStep(funnel))
  const number =
    funnel.entries === 'attempt'
      ? '1'
      : 'row_number() over (partition by counted.subject_id order by counted.order_at, counted.place)'
  const days = tryKeys(funnel).map((key) => `won_days.${key} = counted.${key}`)
  return `ordered_steps as (
    select
        'ordered' as rule,
        '${funnel.entries}' as entries,
        counted.subject_id,
        counted.attempt,
        ${number} as try,
        counted.at_01 as entered_at,
        counted.occurred_on as entered_on,
        counted.occurred_on as first_on,
        counted.${won} as won_at,
        won_days.won_on,
        counted.is_day or coalesce(won_days.is_day, false) as in_calendar_days,
        ${furthestStep(funnel, 'at')} as furthest_step,
${paddedSteps(funnel, reachedColumn, reachedColumn)},
        counted.event_id as entry_event_id,
${outcomeSql(funnel)}
    from counted
    cross join cut
    join settled
        on settled.subject_id = counted.subject_id
            and settled.attempt = counted.attempt
    left join won_days
        on ${[...days, `won_days.order_at = counted.${won}`].join('\n            and ')}
),

ordered_tries as (
    select
        ordered_steps.*,
${dimensionColumns()}
    from ordered_steps
${entryJoins(funnel, 'ordered_steps')}
)`
}
