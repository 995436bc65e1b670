import type { Table } from '../../report-data.ts'
import { ratio } from '../../statistics.ts'
import { ageCells, ageColumns, cohortCells, cohortColumns } from './grid.ts'
import { defaults, type Kept, receiptOf, since, sinceOne } from './kept.ts'
import { activeOn } from './matrix.ts'
import { pooled, retained, shareLeft } from './retained.ts'

/** The share of each cohort that is active, by age, with the weighted row. */
export function ratesTable(kept: Kept): Table {
  const { ages, shown, cohorts } = kept
  const all = (age: number) => {
    const { active, members } = pooled(cohorts, age)
    return ratio(active, members)
  }
  const members = cohorts.reduce((sum, each) => sum + each.members, 0)
  return {
    id: `${kept.id}_rates`,
    title: 'Share that is active',
    description: `One row per cohort, one column per ${sinceOne(kept)}. The last row pools the cohorts that are complete at that age.`,
    columns: [...cohortColumns(kept.input, 'Accounts', 'Joined'), ...ageColumns(ages, 'rate')],
    rows: [
      ...shown.map(({ label, cohort }) => ({
        ...cohortCells(label, cohort?.members ?? 0),
        ...ageCells(ages, (age) =>
          cohort === undefined ? null : shareLeft(retained(cohort, age, 'accounts')),
        ),
      })),
      { ...cohortCells('All, pooled complete', members), ...ageCells(ages, all) },
    ],
    receipt: receiptOf(
      kept,
      'Accounts of the cohort active in the period / accounts of the cohort.',
      `${defaults}, pooled complete (default)`,
    ),
  }
}

/** The counts behind the shares. */
export function countsTable(kept: Kept): Table {
  return {
    id: `${kept.id}_counts`,
    title: 'Accounts that are active',
    description: `The numbers behind the shares, by ${since(kept)}.`,
    columns: [
      ...cohortColumns(kept.input, 'Accounts', 'Joined'),
      ...ageColumns(kept.ages, 'count'),
    ],
    rows: kept.shown.map(({ label, cohort }) => ({
      ...cohortCells(label, cohort?.members ?? 0),
      ...ageCells(kept.ages, (age) =>
        cohort !== undefined && age < cohort.completeAges ? activeOn(cohort, age) : null,
      ),
    })),
    receipt: receiptOf(kept, 'Accounts of the cohort active in the period.', defaults),
  }
}
