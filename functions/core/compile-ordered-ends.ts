import {
  type Barrier,
  chainSteps,
  ends,
  never,
  nextColumn,
  reachedColumn,
  secondsAfter,
  stepsOf,
  voids,
} from './compile-ordered-plan.ts'
import type { Funnel } from './funnel.ts'

/** The first time of this step or a later one, null when none was reached. */
const fromThere = (funnel: Funnel, step: number) => {
  const columns = stepsOf(funnel)
    .filter((each) => each >= step)
    .map(reachedColumn)
  return columns.length === 1 ? columns.join('') : `coalesce(${columns.join(', ')})`
}

/** The time of the furthest step. */
const furthestTime = (funnel: Funnel) =>
  `coalesce(${stepsOf(funnel).reverse().map(reachedColumn).join(', ')})`

interface Stop {
  /** When a try that is not complete comes to a halt, null where it does not. */
  readonly at: string
  /** Whether the event that stops it may start the next try. */
  readonly restarts: boolean
}

function stops(funnel: Funnel): Stop[] {
  const barriers = ends(funnel).map(({ column, from, to, restarts }) => ({
    at: `case when ${reachedColumn(from)} is not null and ${fromThere(funnel, to)} is null then ${column} end`,
    restarts,
  }))
  if (!funnel.strict) return barriers
  const whens = stepsOf(funnel)
    .reverse()
    .slice(1)
    .map((step) => ` when ${reachedColumn(step)} is not null then ${nextColumn(step)}`)
  const last = reachedColumn(stepsOf(funnel).length)
  const next = `case when ${last} is not null then null${whens.join('')} end`
  return [...barriers, { at: next, restarts: true }]
}

const earliest = (times: readonly string[]) =>
  times.length === 1
    ? times.join('')
    : `element_at(array_sort(array[
            ${times.join(',\n            ')}
        ]), 1)`

const orNever = (time: string) => `coalesce(${time}, ${never})`

/** The last moments of the windows. */
const limits = (funnel: Funnel) => {
  const { window_seconds: window, step_window_seconds: stepWindow } = funnel
  return [
    ...(window === undefined ? [] : [secondsAfter(window, reachedColumn(1))]),
    ...(stepWindow === undefined ? [] : [secondsAfter(stepWindow, furthestTime(funnel))]),
  ]
}

/** When a try without its last step is over: `never` in a definition that lets it run. */
export function endsAt(funnel: Funnel): string {
  const over = [...limits(funnel), ...stops(funnel).map(({ at }) => orNever(at))]
  return over.length === 0 ? never : earliest(over)
}

/** From when on the next try may start, once this one is complete or over. */
export function resumesAt(funnel: Funnel): string {
  const after = (moment: string) => `date_add('millisecond', 1, ${moment})`
  const last = reachedColumn(chainSteps(funnel).at(-1) ?? 1)
  const stopped = stops(funnel).map(({ at, restarts }) => orNever(restarts ? at : after(at)))
  const over = [...stopped, ...limits(funnel).map(after)]
  return `case
            when ${last} is not null then ${after(last)}
            else ${over.length === 0 ? never : earliest(over)}
        end`
}

/** When an exclusion throws a try back: before the step up to which it holds. */
export const retreatSql = (funnel: Funnel, { column, to }: Barrier) =>
  `coalesce(${fromThere(funnel, to)} is null and ${column} <= ends_at, false)`

/** When an exclusion voids the try: before its second step or, without that, before the try is over. */
export const voidSql = (funnel: Funnel) =>
  voids(funnel).map(
    ({ column, from, to }) => `coalesce(
            ${reachedColumn(from)} is not null
                and case
                    when ${fromThere(funnel, to)} is not null
                        then ${column} < ${fromThere(funnel, to)}
                    else ${column} <= ends_at
                end,
            false
        )`,
  )
