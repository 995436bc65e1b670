import { defaultRule, stepOf, wonStep } from '../../funnel.ts'
import type { Section, Table } from '../../report-data.ts'
import { ratio } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { receipt, stageLabel } from '../parts.ts'
import {
  ageCells,
  ageColumns,
  agesOf,
  cohortCells,
  cohortColumns,
  heatmap,
  periodWord,
  shownPeriods,
} from './grid.ts'
import type { CohortResult, ConversionRow } from './rows.ts'

/** Attempts that entered in one period and how many had reached each step by each age. */
export interface Entered {
  readonly periodOn: string
  readonly entered: number
  readonly completeAges: number
  readonly rows: readonly ConversionRow[]
}

/** The cohorts that have attempts, in order. */
export const enteredOf = ({ conversion }: CohortResult): Entered[] =>
  [...Map.groupBy(conversion, (row) => row.period_on)].map(([periodOn, rows]) => ({
    periodOn,
    entered: rows[0]?.entered ?? 0,
    completeAges: rows[0]?.complete_ages ?? 0,
    rows,
  }))

/** Those of the cohort that had reached the step by the end of the age. */
const reachedBy = ({ rows }: Entered, step: number, age: number): number =>
  rows.reduce((sum, row) => (row.step === step && row.age <= age ? sum + row.reached : sum), 0)

/** The same over the cohorts that are complete at the age. */
export function pooledReached(cohorts: readonly Entered[], step: number, age: number) {
  const complete = cohorts.filter(({ completeAges }) => age < completeAges)
  return {
    reached: complete.reduce((sum, each) => sum + reachedBy(each, step, age), 0),
    entered: complete.reduce((sum, { entered }) => sum + entered, 0),
  }
}

function pooledShare(cohorts: readonly Entered[], step: number, age: number): number | null {
  const { reached, entered } = pooledReached(cohorts, step, age)
  return ratio(reached, entered)
}

const share = (cohort: Entered | undefined, step: number, age: number): number | null =>
  cohort === undefined || age >= cohort.completeAges
    ? null
    : ratio(reachedBy(cohort, step, age), cohort.entered)

function receiptOf(input: ReportInput, definition: string) {
  const { cohorts, funnel } = input
  return receipt(
    'cohort_conversion',
    `${definition} A cell is complete when its period has ended; others are blank and in no average.`,
    `rule ${defaultRule(funnel)}; cohort basis; calendar periods (default); pooled complete (default)`,
    `first step from ${cohorts.startsOn} to before ${cohorts.endsOn}; reached up to the as-of`,
  )
}

interface Shown {
  readonly input: ReportInput
  readonly cohorts: readonly Entered[]
  readonly ages: readonly number[]
  readonly periods: readonly { readonly label: string; readonly cohort: Entered | undefined }[]
}

const total = ({ cohorts }: Shown) => cohorts.reduce((sum, { entered }) => sum + entered, 0)

/** The share of each cohort that had reached a step, by age. */
function stepTable(shown: Shown, step: number): Table {
  const { input, cohorts, ages, periods } = shown
  const label = stageLabel(input, step)
  return {
    id: `reached_${input.funnel.stages[step - 1]?.id ?? step}`,
    title: `Share that had reached ${label}`,
    description: `One row per ${periodWord(input)} of entry, one column per ${periodWord(input)} since: cumulative, so that a row never falls. The last row pools the cohorts that are complete at that age.`,
    columns: [...cohortColumns(input, 'Entered', 'Entered'), ...ageColumns(ages, 'rate')],
    rows: [
      ...periods.map(({ label: cohort, cohort: own }) => ({
        ...cohortCells(cohort, own?.entered ?? 0),
        ...ageCells(ages, (age) => share(own, step, age)),
      })),
      {
        ...cohortCells('All, pooled complete', total(shown)),
        ...ageCells(ages, (age) => pooledShare(cohorts, step, age)),
      },
    ],
    receipt: receiptOf(input, `Attempts that reached ${label} by then / attempts that entered.`),
  }
}

function stagesTable({ input, cohorts, ages }: Shown): Table {
  return {
    id: 'reached_by_stage',
    title: 'Share that had reached each stage',
    description: `One row per stage, one column per ${periodWord(input)} since entry; pooled over the cohorts that are complete at that age.`,
    columns: [{ id: 'stage', label: 'Stage', unit: 'text' }, ...ageColumns(ages, 'rate')],
    rows: input.funnel.stages.map((stage, index) => ({
      stage: stage.label,
      ...ageCells(ages, (age) => pooledShare(cohorts, index + 1, age)),
    })),
    receipt: receiptOf(input, 'Attempts that reached the stage by then / attempts that entered.'),
  }
}

function chartOf(shown: Shown, step: number) {
  const { input, cohorts, ages, periods } = shown
  const rows = periods.map(({ label, cohort }) => ({
    label,
    n: cohort?.entered ?? 0,
    values: ages.map((age) => share(cohort, step, age)),
  }))
  const all = {
    label: 'All',
    n: total(shown),
    values: ages.map((age) => pooledShare(cohorts, step, age)),
  }
  return heatmap(ages, [...rows, all], {
    unit: 'rate',
    columnTitle: `${periodWord(input, 2)} since entry`,
  })
}

/** How each cohort of the funnel came to be won; none without attempts. */
export function conversionSections(input: ReportInput, result: CohortResult): Section[] {
  const cohorts = enteredOf(result)
  if (cohorts.length === 0) return []
  const of = (startsOn: string) => cohorts.find(({ periodOn }) => periodOn === startsOn)
  const periods = shownPeriods(input, ({ startsOn }) => of(startsOn) !== undefined)
  const { ages } = agesOf(
    input,
    cohorts.map(({ completeAges }) => completeAges),
  )
  const shown: Shown = {
    input,
    cohorts,
    ages,
    periods: periods.map(({ label, startsOn }) => ({ label, cohort: of(startsOn) })),
  }
  const { funnel } = input
  const won = wonStep(funnel)
  const qualified = funnel.qualified_stage && stepOf(funnel, funnel.qualified_stage)
  const chart = chartOf(shown, won)
  return [
    {
      id: 'conversion',
      title: `How long it took each cohort to reach ${stageLabel(input, won)}`,
      ...(chart === undefined ? {} : { chart }),
      tables: [
        stepTable(shown, won),
        ...(qualified && qualified !== won ? [stepTable(shown, qualified)] : []),
        stagesTable(shown),
      ],
    },
  ]
}
