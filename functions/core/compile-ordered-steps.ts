import { twoDigits } from './compile-match.ts'
import { endsAt, resumesAt, retreatSql } from './compile-ordered-ends.ts'
import {
  type Barrier,
  chainAfter,
  chainBefore,
  chainSteps,
  ends,
  isChained,
  nextColumn,
  optionalSteps,
  reachedColumn,
  retreats,
  secondsAfter,
  sharesEvents,
  stepColumn,
  stepsOf,
  voids,
} from './compile-ordered-plan.ts'
import type { Funnel } from './funnel.ts'

const viaColumn = (step: number) => `via_${twoDigits(step)}`
const keepsColumn = (step: number) => `keeps_${twoDigits(step)}`

/** Optional steps between a step of the chain and the one before it. */
const optionalBefore = (funnel: Funnel, step: number) =>
  optionalSteps(funnel).filter(
    (each) => each < step && each > chainBefore(funnel, step) && !chainSteps(funnel).includes(each),
  )

/** When the step before was reached: the last of the chain and of the optional ones passed on the way. */
function timeBefore(funnel: Funnel, step: number): string {
  const last = stepColumn(chainBefore(funnel, step))
  return optionalBefore(funnel, step).reduce(
    (time, each) => `greatest(${time}, coalesce(${viaColumn(each)}, ${last}))`,
    last,
  )
}

/** What comes next after the step before: with strict steps that must be this step. */
function nextBefore(funnel: Funnel, step: number): string {
  const passed = optionalBefore(funnel, step).reverse()
  const whens = passed.map(
    (each) => ` when ${viaColumn(each)} is not null then ${nextColumn(each)}`,
  )
  const last = nextColumn(chainBefore(funnel, step))
  return whens.length === 0 ? last : `case${whens.join('')} else ${last} end`
}

/** An exclusion up to a step that may be passed over holds until the step after it. */
const lastOf = (funnel: Funnel, { to }: Barrier) =>
  optionalSteps(funnel).includes(to) ? (chainAfter(funnel, to) ?? to) : to

function barrierCheck(funnel: Funnel, time: string, { column, from }: Barrier): string {
  const clear = `coalesce(${time} <= ${column}, true)`
  return optionalSteps(funnel).includes(from) ? `(${viaColumn(from)} is null or ${clear})` : clear
}

/** What a step's time must meet, beside coming after the steps before. */
function checks(funnel: Funnel, step: number, before: string, next: string): string[] {
  const time = stepColumn(step)
  const { window_seconds: window, step_window_seconds: stepWindow } = funnel
  const barriers = ends(funnel).filter(
    (each) => each.from < step && step <= lastOf(funnel, each) && each.from !== step,
  )
  return [
    ...(window === undefined ? [] : [`${time} <= ${secondsAfter(window, 'step_01')}`]),
    ...(stepWindow === undefined ? [] : [`${time} <= ${secondsAfter(stepWindow, before)}`]),
    ...barriers.map((each) => barrierCheck(funnel, time, each)),
    ...(funnel.strict ? [`coalesce(${time} <= ${next}, true)`] : []),
  ]
}

function viaSql(funnel: Funnel, step: number): string {
  const last = chainBefore(funnel, step)
  const after = chainAfter(funnel, step)
  const time = stepColumn(step)
  const apart = funnel.increasing || sharesEvents(funnel, step, after)
  const until =
    after === undefined
      ? []
      : [`coalesce(${time} ${apart ? '<' : '<='} ${stepColumn(after)}, true)`]
  const own = [...until, ...checks(funnel, step, stepColumn(last), nextColumn(last))]
  return own.length === 0
    ? `        ${time} as ${viaColumn(step)}`
    : `        case
            when ${own.join('\n                and ')}
                then ${time}
        end as ${viaColumn(step)}`
}

const passedName = (step: number) => `passed_${twoDigits(step)}`

/** CTEs from `entered` to `judged`: the optional steps passed, and whether each step is in time. */
function judgedCtes(funnel: Funnel): string[] {
  const sources = ['entered', ...optionalSteps(funnel).map(passedName)]
  const passed = optionalSteps(funnel).map(
    (step, index) => `${passedName(step)} as (
    select
        ${sources[index]}.*,
${viaSql(funnel, step)}
    from ${sources[index]}
)`,
  )
  const kept = chainSteps(funnel).flatMap((step) => {
    if (step === 1) return []
    const all = checks(funnel, step, timeBefore(funnel, step), nextBefore(funnel, step))
    return all.length === 0
      ? []
      : [`        ${all.join('\n            and ')} as ${keepsColumn(step)}`]
  })
  const from = sources.at(-1)
  return [
    ...passed,
    `judged as (
    select
        ${[`${from}.*`, ...kept.map((line) => line.trimStart())].join(',\n        ')}
    from ${from}
)`,
  ]
}

const isChecked = (funnel: Funnel) =>
  funnel.window_seconds !== undefined ||
  funnel.step_window_seconds !== undefined ||
  funnel.strict ||
  ends(funnel).length > 0

function reachedSql(funnel: Funnel, step: number): string {
  const optional = optionalSteps(funnel).includes(step)
  const time = optional ? viaColumn(step) : stepColumn(step)
  const upTo = chainSteps(funnel).filter((each) => each > 1 && each <= step)
  const keeps = upTo.filter((each) => checks(funnel, each, timeBefore(funnel, each), '').length > 0)
  return keeps.length === 0 || !isChecked(funnel)
    ? `        ${time} as ${reachedColumn(step)}`
    : `        case when ${keeps.map(keepsColumn).join(' and ')} then ${time} end as ${reachedColumn(step)}`
}

/** Steps after an exclusion's first one do not count once it has thrown the try back. */
function thrownBack(funnel: Funnel, columns: readonly string[]): string[] {
  const steps = stepsOf(funnel).map((step) => {
    const back = retreats(funnel).filter(({ from }) => from < step)
    const name = reachedColumn(step)
    return back.length === 0
      ? `        ${name}`
      : `        case
            when not (${back.map((each) => retreatSql(funnel, each)).join(' or ')}) then ${name}
        end as ${name}`
  })
  return [
    `runs as (
    select
        ${[...columns, 'ends_at', ...(isChained(funnel) ? ['resumes_at'] : [])].join(', ')},
${steps.join(',\n')}
    from ended
)`,
  ]
}

/** CTEs from `entered` to `runs`: the steps that each try reached, and when it is over without the last. */
export function stepCtes(funnel: Funnel, columns: readonly string[]): string[] {
  const steps = stepsOf(funnel).map((step) => reachedSql(funnel, step))
  const extra = [...voids(funnel), ...ends(funnel)].map(({ column }) => column)
  const next = funnel.strict ? stepsOf(funnel).slice(0, -1).map(nextColumn) : []
  const kept = [...columns, ...extra, ...next]
  const resumes = isChained(funnel) ? `,\n        ${resumesAt(funnel)} as resumes_at` : ''
  const back = retreats(funnel).length > 0 ? thrownBack(funnel, kept) : []
  return [
    ...judgedCtes(funnel),
    `reached as (
    select
        ${kept.join(', ')},
${steps.join(',\n')}
    from judged
)`,
    `${back.length > 0 ? 'ended' : 'runs'} as (
    select
        reached.*,
        ${endsAt(funnel)} as ends_at${resumes}
    from reached
)`,
    ...back,
  ]
}
