import type { ReportInput } from '../definition.ts'
import { receipt } from '../parts.ts'
import { agesOf, periodWord, shownPeriods } from './grid.ts'
import type { CohortRows } from './matrix.ts'
import { cohortsOf } from './retained.ts'
import type { CohortResult } from './rows.ts'

/** One definition with what its cohorts did. */
export interface Kept {
  readonly input: ReportInput
  readonly id: string
  readonly title: string
  readonly cohorts: CohortRows
  readonly ages: readonly number[]
  /** Cohorts by label, also empty ones in between. */
  readonly shown: readonly { readonly label: string; readonly cohort?: CohortRows[number] }[]
  readonly result: CohortResult
}

const ofPeriod = (startsOn: string) => (each: { readonly periodOn: string }) =>
  each.periodOn === startsOn

/** The cohorts of one definition as they are shown. */
export function keptOf(input: ReportInput, result: CohortResult, id: string, title: string): Kept {
  const cohorts = cohortsOf(result.calendar, id)
  const periods = shownPeriods(input, ({ startsOn }) => cohorts.some(ofPeriod(startsOn)))
  const shown = periods.map(({ label, startsOn }) => {
    const cohort = cohorts.find(ofPeriod(startsOn))
    return cohort === undefined ? { label } : { label, cohort }
  })
  const { ages } = agesOf(
    input,
    cohorts.map(({ completeAges }) => completeAges),
  )
  return { input, id, title, cohorts, ages, shown, result }
}

export const windowOf = ({ input }: Kept) =>
  `accounts that joined from ${input.cohorts.startsOn} to before ${input.cohorts.endsOn}; activity up to the as-of`

export const completeness =
  'A cell is complete when its period has ended; others are blank and in no average.'

/** The receipt of a table over calendar cohorts. */
export function receiptOf(kept: Kept, definition: string, variant: string) {
  return receipt('cohort_calendar', `${definition} ${completeness}`, variant, windowOf(kept))
}

/** What ages count: `months since joining`. */
export const since = ({ input }: Kept): string => `${periodWord(input, 2)} since joining`

/** One of them: `month since joining`. */
export const sinceOne = ({ input }: Kept): string => `${periodWord(input)} since joining`

export const defaults = 'active on (default), calendar periods (default), first-time (default)'
