import { twoDigits } from './compile-match.ts'
import { mayShareEvents } from './compile-overlap.ts'
import type { Funnel } from './funnel.ts'

/** What the chain of steps brings along: `own` is its column at the event of the chain step `at`. */
export interface Carried {
  readonly name: string
  readonly own: string
  readonly at: number
}

/** A column over the events that come after one: the smallest `value` among those that fit `step`. */
export interface Soon {
  readonly name: string
  readonly step: number
  readonly value: string
}

/** An exclusion by the numbers of its steps. */
export interface Barrier {
  readonly column: string
  readonly from: number
  readonly to: number
  /** Whether the event that ends a try may start the next. */
  readonly restarts: boolean
}

export const isStep = (step: number) => `is_${twoDigits(step)}`
export const stepColumn = (step: number) => `step_${twoDigits(step)}`
export const reachedColumn = (step: number) => `at_${twoDigits(step)}`
export const nextColumn = (step: number) => `next_${twoDigits(step)}`

/** Stands for never in comparisons of times. */
export const never = `timestamp '9999-12-31 00:00:00.000'`

export const secondsAfter = (seconds: number, moment: string) =>
  `date_add('second', ${seconds}, ${moment})`

export const stepsOf = (funnel: Funnel) => funnel.stages.map((_, index) => index + 1)

const isOptional = (funnel: Funnel) => (step: number) =>
  step > 1 && funnel.stages[step - 1]?.optional === true

/** The steps that may be passed over, and those that may not; in any order none has to be there. */
export const optionalSteps = (funnel: Funnel) =>
  funnel.any_order ? [] : stepsOf(funnel).filter(isOptional(funnel))
export const chainSteps = (funnel: Funnel) =>
  stepsOf(funnel).filter((step) => !optionalSteps(funnel).includes(step))

/** The step of the chain before or after another step; undefined where there is none. */
export const chainBefore = (funnel: Funnel, step: number) =>
  chainSteps(funnel).findLast((each) => each < step) ?? 1
export const chainAfter = (funnel: Funnel, step: number) =>
  chainSteps(funnel).find((each) => each > step)

/** Columns within which a try runs: an attempt or the whole subject, and one held value. */
export const tryKeys = (funnel: Funnel) => [
  'subject_id',
  ...(funnel.entries === 'attempt' ? ['attempt'] : []),
  ...(funnel.hold_constant === undefined ? [] : ['held']),
]

/** Columns by which an event is found again, within what its try runs. */
export const eventKeys = (funnel: Funnel) => [...tryKeys(funnel), 'place', 'order_at']

/** Columns of a try that come from its entry. */
export const entryColumns = (funnel: Funnel) => [
  ...new Set([
    ...eventKeys(funnel),
    ...['subject_id', 'attempt', 'event_id', 'occurred_on', 'is_day'],
  ]),
]

const barrier = (funnel: Funnel, index: number): Barrier => {
  const { from = '', to = '', effect } = funnel.exclusions[index] ?? {}
  const ids = funnel.stages.map((stage) => stage.id)
  return {
    column: `excluded_${twoDigits(index + 1)}`,
    from: ids.indexOf(from) + 1,
    to: ids.indexOf(to) + 1,
    restarts: effect === 'end',
  }
}

const indexes = (funnel: Funnel) => funnel.exclusions.map((_, index) => index)

/** Whether a try has to wait for the one before. */
export const isChained = ({ entries }: Funnel) => entries === 'reentry' || entries === 'restart'

/** Entries of which several tries count, and steps in any order, end a try where others void it. */
const voidsAtAll = (funnel: Funnel) => !funnel.any_order && !isChained(funnel)

/** Exclusions after which a try does not count, and those after which it stands still. */
export const voids = (funnel: Funnel): Barrier[] =>
  indexes(funnel)
    .filter((index) => voidsAtAll(funnel) && funnel.exclusions[index]?.effect === 'void')
    .map((index) => barrier(funnel, index))
export const ends = (funnel: Funnel): Barrier[] =>
  indexes(funnel)
    .filter((index) => !voidsAtAll(funnel) || funnel.exclusions[index]?.effect === 'end')
    .map((index) => barrier(funnel, index))

/** Exclusions that throw a try in any order back to where they begin. */
export const retreats = (funnel: Funnel): Barrier[] =>
  indexes(funnel)
    .filter((index) => funnel.any_order && funnel.exclusions[index]?.effect === 'void')
    .map((index) => barrier(funnel, index))

const stageAt = (funnel: Funnel, step: number) => funnel.stages[step - 1]

/** Whether one event might serve both steps, so that only a later time tells two events apart. */
export function sharesEvents(funnel: Funnel, step: number, other: number | undefined): boolean {
  const [a, b] = [stageAt(funnel, step), other === undefined ? undefined : stageAt(funnel, other)]
  return a !== undefined && b !== undefined && !funnel.reuses_events && mayShareEvents(a, b)
}

/** What to bring along: the times of the steps, of the exclusions after them and of what comes next. */
export function carriedAlong(funnel: Funnel): { carried: Carried[]; soon: Soon[] } {
  const soon: Soon[] = []
  const carried: Carried[] = []
  const bring = (name: string, value: string, step: number) => {
    if (!optionalSteps(funnel).includes(step)) return carried.push({ name, own: value, at: step })
    soon.push({ name: `soon_${name}`, step, value })
    return carried.push({ name, own: `soon_${name}`, at: chainBefore(funnel, step) })
  }
  for (const step of stepsOf(funnel).slice(1)) bring(stepColumn(step), 'order_at', step)
  for (const each of [...voids(funnel), ...ends(funnel)]) bring(each.column, each.column, each.from)
  const followed = funnel.strict ? stepsOf(funnel).slice(0, -1) : []
  for (const step of followed) bring(nextColumn(step), 'next_at', step)
  return { carried, soon }
}
