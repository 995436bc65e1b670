import { tenThousandths } from '../../money.ts'
import { averageOf, type Retained } from './averages.ts'
import { activeOn, type CohortMembers, type CohortRows } from './matrix.ts'

export type Measure = 'accounts' | 'money' | 'quantity'

/** Money and quantity are whole ten-thousandths, whose sums are exact. */
export const unitsOfOne = 10_000

/** What there was at the start and what is left at an age. */
export function retained(cohort: CohortMembers, age: number, measure: Measure): Retained {
  const isComplete = age < cohort.completeAges
  if (measure === 'accounts') {
    return { base: cohort.members, left: activeOn(cohort, age), isComplete }
  }
  const key = measure === 'money' ? 'amount' : 'quantity'
  const at = (each: number) => Number(tenThousandths(cohort.cells.get(each)?.[key] ?? null))
  return { base: at(0), left: at(age), isComplete }
}

/** The share that is left; null where the cell is not complete or nothing was there. */
export function shareLeft({ base, left, isComplete }: Retained): number | null {
  return isComplete ? averageOf('including incomplete', [{ base, left, isComplete }]) : null
}

/** Members of complete cohorts at the age, and those of them that were active. */
export interface Pooled {
  readonly members: number
  readonly active: number
}

/** Counts over the cohorts that are complete at the age. */
export function pooled(
  cohorts: readonly CohortMembers[],
  age: number,
  count: typeof activeOn = activeOn,
): Pooled {
  const complete = cohorts.filter(({ completeAges }) => age < completeAges)
  return {
    members: complete.reduce((sum, { members }) => sum + members, 0),
    active: complete.reduce((sum, each) => sum + count(each, age), 0),
  }
}

/** The cohorts of one definition. */
export const cohortsOf = (
  rows: CohortRows,
  cohort: string,
  membership: 'first' | 'every' = 'first',
): CohortRows => rows.filter((each) => each.cohort === cohort && each.membership === membership)

/** Whether anything of the definition has money, or quantity. */
export const hasMeasure = (cohorts: CohortRows, key: 'amount' | 'quantity'): boolean =>
  cohorts.some(({ cells }) => [...cells.values()].some((cell) => cell[key] !== null))
