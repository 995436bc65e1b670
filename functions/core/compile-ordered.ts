import { stageEventFlags } from './compile-match.ts'
import { anyOrderCtes } from './compile-ordered-any.ts'
import {
  aheadWindows,
  chainCtes,
  fitColumns,
  laterFrame,
  soonColumns,
} from './compile-ordered-chain.ts'
import { voidSql } from './compile-ordered-ends.ts'
import {
  ends,
  entryColumns,
  eventKeys,
  isChained,
  isStep,
  stepsOf,
  tryKeys,
  voids,
} from './compile-ordered-plan.ts'
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

const signals = (funnel: Funnel) => {
  const steps = stepsOf(funnel).map((step) => `        ${fitsSql(funnel, step)} as ${isStep(step)}`)
  const others = stageEventFlags(funnel).filter((flag) => !flag.startsWith('is_'))
  const next = `,
        min(order_at) over (partition by subject_id order by order_at ${laterFrame}) as next_at`
  return `-- Which steps and exclusions each event fits.
signals as (
    select
        ${['subject_id', 'attempt', 'place', 'event_id', 'order_at', 'occurred_on', ...others].join(', ')},
        date_only or order_at <> occurred_at as is_day,
${steps.join(',\n')}${funnel.strict ? next : ''}
    from ${stageEventsTable(funnel)}
)`
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

/** The events that fit a step, with what lies ahead of them beside the steps. */
function seen(funnel: Funnel): string {
  const exclusions = [...voids(funnel), ...ends(funnel)].map(({ column }) => column)
  const from = exclusions.length > 0 ? 'barred' : 'signals'
  const own = [
    ...eventKeys(funnel),
    ...stepsOf(funnel).map(isStep),
    ...exclusions,
    ...(funnel.strict ? ['next_at'] : []),
  ]
  const found = funnel.any_order ? [] : [...soonColumns(funnel), ...fitColumns(funnel)]
  const held = funnel.hold_constant === undefined ? '' : ' and held is not null'
  return `seen as (
    select
        ${[own.join(', '), ...found.map((line) => line.trimStart())].join(',\n        ')}
    from ${from}
    where (${stepsOf(funnel).map(isStep).join(' or ')})${held}${aheadWindows(funnel, found)}
)`
}

/** Among which of the events that could start a try only the first does: those of one moment, or all. */
function entryScope(funnel: Funnel): string {
  if (funnel.entries === 'attempt') return 'subject_id, attempt'
  if (funnel.entries === 'first') return 'subject_id'
  return [...tryKeys(funnel), 'order_at'].join(', ')
}

/** The events that do start a try, with what the try has from them. */
function entered(funnel: Funnel): string[] {
  const keys = eventKeys(funnel)
  const facts = entryColumns(funnel).filter((name) => !keys.includes(name))
  return [
    `ranked_starts as (
    select
        starts.*,
        row_number() over (partition by ${entryScope(funnel)} order by place) as nth
    from starts
)`,
    `entered as (
    select ranked_starts.*, ${facts.map((name) => `signals.${name}`).join(', ')}
    from ranked_starts
    join signals
        on signals.subject_id = ranked_starts.subject_id and signals.place = ranked_starts.place
    where ranked_starts.nth = 1
)`,
  ]
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
  return [
    signals(funnel),
    ...barred(funnel),
    seen(funnel),
    ...(funnel.any_order ? anyOrderCtes(funnel) : chainCtes(funnel)),
    ...entered(funnel),
    ...stepCtes(funnel, entryColumns(funnel)),
    ...(isChained(funnel) ? reentryCtes(funnel) : [kept(funnel)]),
    wonDays(funnel),
    orderedTries(funnel),
  ]
}
