import { twoDigits } from './compile-match.ts'
import {
  type Carried,
  carriedAlong,
  chainAfter,
  chainBefore,
  chainSteps,
  eventKeys,
  isStep,
  type Soon,
  sharesEvents,
  tryKeys,
} from './compile-ordered-plan.ts'
import { type Overlap, overlaps } from './compile-overlap.ts'
import type { Funnel } from './funnel.ts'

const fromColumn = (step: number, name: string) => `from_${twoDigits(step)}_${name}`

/** The steps that stand for the kinds of a set, and the column that counts the events of its moment. */
const firstsOf = (set: readonly (readonly number[])[]) => set.flatMap((kind) => kind.slice(0, 1))
const fitColumn = (set: readonly (readonly number[])[]) =>
  `fit_${firstsOf(set).map(twoDigits).join('_')}`

/** Groups of steps that share events; none where the times alone keep them apart. */
const sharing = (funnel: Funnel): Overlap[] =>
  funnel.increasing || funnel.reuses_events ? [] : overlaps(funnel, chainSteps(funnel))

const isShared = (funnel: Funnel) => sharing(funnel).some(({ steps }) => steps.length > 1)

/** Columns that count, for sets of steps that share events, the events at the same moment that fit one. */
export function fitColumns(funnel: Funnel): string[] {
  if (!isShared(funnel)) return []
  return sharing(funnel).flatMap(({ sets }) =>
    sets.map((set) => {
      const any = firstsOf(set).map(isStep).join(' or ')
      return `        count(case when ${any} then 1 end) over moment as ${fitColumn(set)}`
    }),
  )
}

const fitNames = (funnel: Funnel) =>
  isShared(funnel) ? sharing(funnel).flatMap(({ sets }) => sets.map(fitColumn)) : []

/** When the events of one moment serve all steps from `first` to `last`, each by an event of its own. */
function fitsAll(funnel: Funnel, first: number, last: number): string {
  const runs = (step: number) => step >= first && step <= last
  return sharing(funnel)
    .flatMap(({ sets }) => sets)
    .filter((set) => set.every((kind) => kind.some(runs)))
    .map((set) => `${fitColumn(set)} >= ${set.flat().filter(runs).length}`)
    .join(' and ')
}

/** Where steps share events: the run of steps that this moment serves, then what comes strictly later. */
function sharedValue(funnel: Funnel, step: number, { name, own, at }: Carried): string {
  if (at === step) return own
  const between = chainSteps(funnel).filter((each) => each > step && each <= at)
  const whens = between
    .map((each) => {
      const value = each === at ? own : fromColumn(chainAfter(funnel, each) ?? at, name)
      return `            when ${fitsAll(funnel, step, each)} then ${value}`
    })
    .reverse()
  const next = fromColumn(chainAfter(funnel, step) ?? at, name)
  return `case\n${whens.join('\n')}\n            else ${next}\n        end`
}

/** The value that an event serving `step` has or, for a later step, finds ahead of it. */
export function valueAt(funnel: Funnel, step: number, item: Carried): string {
  if (isShared(funnel)) return sharedValue(funnel, step, item)
  return item.at === step ? item.own : fromColumn(chainAfter(funnel, step) ?? item.at, item.name)
}

/** The frames of the windows by which an event looks ahead. */
export const followingFrame = 'range between current row and unbounded following'
export const laterFrame = 'groups between 1 following and unbounded following'

/** Equal times count in either order, unless times have to rise or an event could serve twice. */
const chainFrame = (funnel: Funnel) =>
  funnel.increasing || isShared(funnel) ? laterFrame : followingFrame

const windowText = (name: string, funnel: Funnel, frame: string) =>
  `${name} as (
        partition by ${tryKeys(funnel).join(', ')} order by order_at ${frame}
    )`

/** Columns of optional steps, which need not come before the steps of the chain. */
export const soonColumns = (funnel: Funnel): string[] =>
  carriedAlong(funnel).soon.map(({ name, step, value }: Soon) => {
    const apart = funnel.increasing || sharesEvents(funnel, step, chainBefore(funnel, step))
    return `        min(case when ${isStep(step)} then ${value} end) over ${apart ? 'later' : 'following'} as ${name}`
  })

/** The windows over the events of a try's subject, those that columns use. */
export function aheadWindows(funnel: Funnel, columns: readonly string[]): string {
  const used = (name: string) => columns.some((column) => column.includes(`over ${name} `))
  const frames = {
    following: followingFrame,
    later: laterFrame,
    moment: 'range between current row and current row',
  }
  const texts = Object.entries(frames)
    .filter(([name]) => used(name))
    .map(([name, frame]) => windowText(name, funnel, frame))
  return texts.length === 0 ? '' : `\n    window ${texts.join(',\n    ')}`
}

/** A pass backwards: what each event finds ahead from `step` on, when that is the next step to come. */
function pass(funnel: Funnel, step: number, from: string): string {
  const { carried } = carriedAlong(funnel)
  const chain = chainSteps(funnel)
  const later = chain.filter((each) => each > step)
  const needsOwn = ({ at }: Carried) => isShared(funnel) || at <= step
  const own = [...new Set(carried.filter(needsOwn).map((item) => item.own))]
  const kept = isShared(funnel)
    ? later.flatMap((each) =>
        carried.filter(({ at }) => at >= each).map(({ name }) => fromColumn(each, name)),
      )
    : []
  const columns = [
    ...eventKeys(funnel),
    ...chain.filter((each) => each < step).map(isStep),
    ...own.filter((name) => name !== 'order_at'),
    ...fitNames(funnel),
    ...kept,
  ]
  const found = carried
    .filter(({ at }) => at >= step)
    .map(
      (item) =>
        `        min(case when ${isStep(step)} then ${valueAt(funnel, step, item)} end) over ahead as ${fromColumn(step, item.name)}`,
    )
  return `from_${twoDigits(step)} as (
    select
        ${columns.join(', ')},
${found.join(',\n')}
    from ${from}
    window ${windowText('ahead', funnel, chainFrame(funnel))}
)`
}

/**
 * CTEs from `seen` to `starts`: for each event that can start a try, the earliest time of every
 * step at or after the step before, found backwards from the last step. A minimum is enough, as an
 * earlier event never finds a later time ahead.
 */
export function chainCtes(funnel: Funnel): string[] {
  const steps = chainSteps(funnel).slice(1).reverse()
  const passes = steps.map((step, index) => {
    const before = steps[index - 1]
    return pass(funnel, step, before === undefined ? 'seen' : `from_${twoDigits(before)}`)
  })
  const last = steps.at(-1)
  const values = carriedAlong(funnel).carried.map(
    (item) => `        ${valueAt(funnel, 1, item)} as ${item.name}`,
  )
  return [
    ...passes,
    `starts as (
    select
        ${eventKeys(funnel).join(', ')}, order_at as step_01,
${values.join(',\n')}
    from ${last === undefined ? 'seen' : `from_${twoDigits(last)}`}
    where is_01
)`,
  ]
}
