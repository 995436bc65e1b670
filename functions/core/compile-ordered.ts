import { stageEventFlags } from './compile-match.ts'
import { anyOrderCtes } from './compile-ordered-any.ts'
import {
  aheadWindows,
  chainCtes,
  entryColumns,
  fitColumns,
  laterFrame,
  soonColumns,
} from './compile-ordered-chain.ts'
import { voidSql } from './compile-ordered-ends.ts'
import { ends, isChained, isStep, stepsOf, tryKeys, voids } from './compile-ordered-plan.ts'
import { reentryCtes } from './compile-ordered-reentry.ts'
import { stepCtes } from './compile-ordered-steps.ts'
import { orderedTries, wonDays } from './compile-ordered-tries.ts'
import { stageEventsTable } from './compile-stage-events.ts'
import { type Funnel, wonStep } from './funnel.ts'

/** An event with the outcome won is the won stage, whatever other stage its name means. */
function fitsSql(funnel: Funnel, step: number): string {
  const stage = funnel.stages[step - 1]
  const won = wonStep(funnel)
  const types = [stage, ...(stage?.or ?? [])].map((each) => each?.type)
  const mayBeWon = types.some((type) => type === undefined || type === 'stage')
  return funnel.uses_outcomes && step < won && mayBeWon
    ? `${isStep(step)} and stage_no <> ${won}`
    : isStep(step)
}

const startsSql = (funnel: Funnel) =>
  (funnel.any_order ? stepsOf(funnel) : [1]).map((step) => fitsSql(funnel, step)).join(' or ')

const signals = (funnel: Funnel) => {
  const steps = stepsOf(funnel).map((step) => `        ${fitsSql(funnel, step)} as ${isStep(step)}`)
  const others = stageEventFlags(funnel).filter((flag) => !flag.startsWith('is_'))
  const next = `,
        min(order_at) over (partition by subject_id order by order_at ${laterFrame}) as next_at`
  return `-- Which steps each event fits, and whether it can start a try.
signals as (
    select
        ${['subject_id', 'attempt', 'place', 'event_id', 'order_at', 'occurred_on', ...others].join(', ')},
        date_only or order_at <> occurred_at as is_day,
${steps.join(',\n')},
        ${startsSql(funnel)} as can_start${funnel.strict ? next : ''}
    from ${stageEventsTable(funnel)}
)`
}

/** Which of the events that could start a try does: one a moment, or the first of all. */
function entryScope({ entries, ...funnel }: Funnel): string {
  if (entries === 'attempt') return 'subject_id, attempt'
  if (entries === 'first') return 'subject_id'
  return [...tryKeys({ entries, ...funnel }), 'order_at'].join(', ')
}

const barred = (funnel: Funnel) => {
  const columns = [...voids(funnel), ...ends(funnel)].map(
    ({ column }) =>
      `        min(case when ${column.replace('excluded', 'excludes')} then order_at end) over later as ${column}`,
  )
  return columns.length === 0
    ? []
    : [
        `barred as (
    select
        signals.*,
${columns.join(',\n')}
    from signals${aheadWindows(funnel, columns)}
)`,
      ]
}

/** The events that matter to the rule, with what lies ahead of them beside the steps. */
function seen(funnel: Funnel): string {
  const from = barred(funnel).length > 0 ? 'barred' : 'signals'
  const scope = entryScope(funnel)
  const columns = [
    `        row_number() over (partition by ${scope}, can_start order by place) as nth`,
    ...(funnel.any_order ? [] : [...soonColumns(funnel), ...fitColumns(funnel)]),
  ]
  const held = funnel.hold_constant === undefined ? '' : ' and held is not null'
  return `seen as (
    select
        ${from}.*,
${columns.join(',\n')}
    from ${from}
    where (${stepsOf(funnel).map(isStep).join(' or ')})${held}${aheadWindows(funnel, columns)}
)`
}

const kept = (funnel: Funnel) => {
  const conditions = voidSql(funnel)
  const where =
    conditions.length === 0 ? '' : `\n    where not (${conditions.join('\n        or ')})`
  return `counted as (
    select runs.*
    from runs${where}
)`
}

/**
 * CTEs from a funnel's stage events to `ordered_tries`, the tries of the rule `ordered` with the
 * columns of a journey. With entries `every` there is a row for each entry: a count of subjects
 * takes of each subject, in each of its cells, the furthest try, the earliest on a tie.
 */
export function orderedCtes(funnel: Funnel): string[] {
  const keys = tryKeys(funnel).filter((key) => !entryColumns.includes(key))
  return [
    signals(funnel),
    ...barred(funnel),
    seen(funnel),
    ...(funnel.any_order ? anyOrderCtes(funnel) : chainCtes(funnel)),
    ...stepCtes(funnel, [...entryColumns, ...keys]),
    ...(isChained(funnel) ? reentryCtes(funnel) : [kept(funnel)]),
    wonDays(funnel),
    orderedTries(funnel),
  ]
}
