import type { Table, TableCell } from '../../report-data.ts'
import { averageOf } from './averages.ts'
import { ageCells, ageColumns, cohortCells, cohortColumns } from './grid.ts'
import { defaults, type Kept, receiptOf, since } from './kept.ts'
import type { CohortRows } from './matrix.ts'
import { type Measure, retained, shareLeft, unitsOfOne } from './retained.ts'

const measureWords = {
  money: { title: 'Money that is left', base: 'Money at 0', unit: 'money', noun: 'Money' },
  quantity: {
    title: 'Quantity that is left',
    base: 'Quantity at 0',
    unit: 'count',
    noun: 'Quantity',
  },
} as const

/** Money or quantity at each age as a share of that at age 0, with the weighted row. */
export function measureTable(kept: Kept, measure: Exclude<Measure, 'accounts'>): Table {
  const { ages, shown, cohorts } = kept
  const words = measureWords[measure]
  const all = (age: number): TableCell =>
    averageOf(
      'pooled complete',
      cohorts.map((cohort) => retained(cohort, age, measure)),
    )
  const base = (own: CohortRows[number]) => retained(own, 0, measure).base
  const [cohort, members, sample] = cohortColumns(kept.input, 'Accounts', 'Joined')
  return {
    id: `${kept.id}_${measure}`,
    title: words.title,
    description: `${words.noun} of each cohort as a share of that at age 0, by ${since(kept)}. It may exceed 100 %. The last row pools the cohorts that are complete at that age.`,
    columns: [
      ...[cohort, members, sample].flatMap((column) => column ?? []),
      { id: 'base', label: words.base, unit: words.unit },
      ...ageColumns(ages, 'rate'),
    ],
    rows: [
      ...shown.map(({ label, cohort: own }) => ({
        ...cohortCells(label, own?.members ?? 0),
        base: own === undefined ? null : base(own) / unitsOfOne,
        ...ageCells(ages, (age) =>
          own === undefined ? null : shareLeft(retained(own, age, measure)),
        ),
      })),
      {
        ...cohortCells(
          'All, pooled complete',
          cohorts.reduce((sum, each) => sum + each.members, 0),
        ),
        base: cohorts.reduce((sum, each) => sum + base(each), 0) / unitsOfOne,
        ...ageCells(ages, all),
      },
    ],
    receipt: receiptOf(
      kept,
      `${words.noun} of the cohort in the period / ${words.noun.toLowerCase()} at age 0; no interval, it is no count.`,
      `${defaults}, pooled complete (default)`,
    ),
  }
}
