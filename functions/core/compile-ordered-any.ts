import { twoDigits } from './compile-match.ts'
import { followingFrame } from './compile-ordered-chain.ts'
import {
  ends,
  eventKeys,
  isStep,
  never,
  stepColumn,
  stepsOf,
  tryKeys,
} from './compile-ordered-plan.ts'
import { overlaps } from './compile-overlap.ts'
import type { Funnel } from './funnel.ts'

type StepSet = readonly (readonly number[])[]

/** The `count`-th event, at or after the current one, that fits a step of the set. */
interface Reach {
  readonly set: StepSet
  readonly count: number
}

const fitsAny = (set: StepSet) =>
  set
    .flatMap((kind) => kind.slice(0, 1))
    .map(isStep)
    .join(' or ')

const reachName = (value: string, { set, count }: Reach) =>
  `${value}_${set.map((kind) => twoDigits(kind[0] ?? 0)).join('_')}_nth_${count}`

/**
 * For each number j of steps of a group, the events whose latest time is when j of its steps have
 * an event of their own: by the deficiency version of Hall's theorem, for every set of s of the
 * c steps the event number s + j - c that fits one of the set.
 */
function reachesOf(funnel: Funnel): Reach[][] {
  return overlaps(funnel, stepsOf(funnel)).flatMap(({ steps, sets }) =>
    steps.map((_, index) =>
      sets
        .map((set) => ({ set, count: set.flat().length + index + 1 - steps.length }))
        .filter(({ count }) => count > 0),
    ),
  )
}

const uniqueReaches = (funnel: Funnel): Reach[] => {
  const named = reachesOf(funnel).map((reaches) =>
    reaches.map((reach): [string, Reach] => [reachName('', reach), reach]),
  )
  return [...new Map(named.flat()).values()]
}

/** Values to find for the n-th completed step: its time and the exclusions after it. */
const valuesOf = (funnel: Funnel) => [
  'order_at',
  ...ends(funnel)
    .filter(({ from }) => from > 1)
    .map(({ column }) => column),
]

const latest = (terms: readonly string[]) =>
  terms.length === 1
    ? terms.join('')
    : `element_at(array_sort(array[${terms.join(', ')}]), ${terms.length})`

/** The value at the n-th step to be completed: the n-th smallest of when each step is. */
function nthValue(funnel: Funnel, value: string, n: number): string {
  const done = reachesOf(funnel).map((reaches) =>
    latest(reaches.map((reach) => `coalesce(${reachName(value, reach)}, ${never})`)),
  )
  return `nullif(
            element_at(
                array_sort(array[
                    ${done.join(',\n                    ')}
                ]),
                ${n}
            ),
            ${never}
        )`
}

const leadName = (value: string, reach: Reach) => `then_${reachName(value, reach)}`

/**
 * CTEs up to `starts` for steps in any order: each event that fits a step can start a try, and the
 * n-th step is reached when n different steps have an event of their own.
 */
export function anyOrderCtes(funnel: Funnel): string[] {
  const keys = tryKeys(funnel)
  const reaches = uniqueReaches(funnel)
  const values = valuesOf(funnel)
  const leads = values.flatMap((value) =>
    reaches.map((reach) => {
      const own = `lead(${value}, ${reach.count - 1}) over (
            partition by ${keys.join(', ')}, ${fitsAny(reach.set)} order by order_at, place
        )`
      return `        ${reach.count === 1 ? value : own} as ${leadName(value, reach)}`
    }),
  )
  const found = values.flatMap((value) =>
    reaches.map(
      (reach) =>
        `        min(case when ${fitsAny(reach.set)} then ${leadName(value, reach)} end) over following as ${reachName(value, reach)}`,
    ),
  )
  const steps = stepsOf(funnel).map(
    (step) => `        ${nthValue(funnel, 'order_at', step)} as ${stepColumn(step)}`,
  )
  const barriers = ends(funnel).map(({ column, from }) =>
    from === 1
      ? `        ${column} as ${column}`
      : `        ${nthValue(funnel, column, from)} as ${column}`,
  )
  return [
    `each_fit as (
    select
        seen.*,
${leads.join(',\n')}
    from seen
)`,
    `found as (
    select
        each_fit.*,
${found.join(',\n')}
    from each_fit
    window following as (partition by ${keys.join(', ')} order by order_at ${followingFrame})
)`,
    `starts as (
    select
        ${eventKeys(funnel).join(', ')},
${[...steps, ...barriers].join(',\n')}
    from found
)`,
  ]
}
