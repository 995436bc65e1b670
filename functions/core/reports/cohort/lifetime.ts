import { amountText, moneyNumber, tenThousandths } from '../../money.ts'
import type { Section, Table } from '../../report-data.ts'
import { ratio, rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { receipt } from '../parts.ts'
import { ageCells, ageColumns, cohortCells, cohortColumns, heatmap, isByMonths } from './grid.ts'
import type { CohortResult } from './rows.ts'

/** Months that a curve goes on for. */
const mostMonths = 25

/** Customers acquired in one month and what they had paid altogether by the end of each month since. */
interface Paying {
  readonly label: string
  readonly customers: number
  /** Ten-thousandths, by complete months since. */
  readonly paid: readonly bigint[]
}

/** The months that have customers, in order. */
export function payingOf({ paid }: CohortResult): Paying[] {
  return [...Map.groupBy(paid, (row) => row.starts_on)].map(([startsOn, rows]) => {
    let sum = 0n
    const months = rows.toSorted((a, b) => a.month_no - b.month_no)
    return {
      label: startsOn.slice(0, 7),
      customers: rows[0]?.customers ?? 0,
      paid: months.map(({ amount }) => (sum += tenThousandths(amount))),
    }
  })
}

const perCustomer = (units: bigint, customers: number, margin: number) => {
  const each = ratio(moneyNumber(amountText(units)), customers)
  return each === null ? null : rounded(each * margin)
}

/** Cumulative margin revenue of a customer of one cohort by the end of the month; null when it has not ended. */
function valueAt({ customers, paid }: Paying, month: number, margin: number): number | null {
  const units = paid[month]
  return units === undefined ? null : perCustomer(units, customers, margin)
}

/** The same over all cohorts for which the month has ended, with their customers. */
export function pooledValue(cohorts: readonly Paying[], month: number, margin: number) {
  const complete = cohorts.filter(({ paid }) => month < paid.length)
  const customers = complete.reduce((sum, each) => sum + each.customers, 0)
  const units = complete.reduce((sum, { paid }) => sum + (paid[month] ?? 0n), 0n)
  return { customers, value: perCustomer(units, customers, margin) }
}

export const lifetimeDefinition =
  'Cumulative revenue x gross margin / customers of the cohort: recurring revenue at the end of each month and money paid once.'

function valueTable(
  input: ReportInput,
  cohorts: readonly Paying[],
  months: readonly number[],
): Table {
  const { settings, cohorts: span } = input
  const all = cohorts.reduce((sum, { customers }) => sum + customers, 0)
  return {
    id: 'lifetime_value',
    title: 'Margin revenue of a customer so far',
    description:
      'One row per month of acquisition; 0 is that month itself. Blank: the month has not ended. The last row pools the cohorts that have come so far.',
    columns: [
      ...cohortColumns({ ...input, cohorts: { ...span, by: 'month' } }, 'Customers', 'Acquired'),
      ...ageColumns(months, 'money'),
    ],
    rows: [
      ...cohorts.map((cohort) => ({
        ...cohortCells(cohort.label, cohort.customers),
        ...ageCells(months, (month) => valueAt(cohort, month, settings.grossMargin)),
      })),
      {
        ...cohortCells('All, pooled complete', all),
        ...ageCells(months, (month) => pooledValue(cohorts, month, settings.grossMargin).value),
      },
    ],
    receipt: receipt(
      'unit_economics_cohorts',
      lifetimeDefinition,
      `LTV observed; margin ${settings.grossMargin}; pooled complete (default)`,
      `customers acquired from ${span.startsOn} to before ${span.endsOn}; months that ended by then and by the as-of`,
    ),
  }
}

/** The lifetime value of each cohort as it grows; none without customers or by less than a month. */
export function lifetimeSections(input: ReportInput, result: CohortResult): Section[] {
  const cohorts = payingOf(result)
  const longest = Math.max(0, ...cohorts.map(({ paid }) => paid.length))
  const months = Array.from({ length: Math.min(longest, mostMonths) }, (_, month) => month)
  if (months.length === 0 || !isByMonths(input)) return []
  const margin = input.settings.grossMargin
  const rows = cohorts.map((cohort) => ({
    label: cohort.label,
    n: cohort.customers,
    values: months.map((month) => valueAt(cohort, month, margin)),
  }))
  const all = {
    label: 'All',
    n: cohorts.reduce((sum, { customers }) => sum + customers, 0),
    values: months.map((month) => pooledValue(cohorts, month, margin).value),
  }
  const chart = heatmap(months, [...rows, all], {
    unit: 'money',
    columnTitle: `months since acquisition; ${input.settings.currency} per customer`,
  })
  return [
    {
      id: 'lifetime_value',
      title: 'What customers have brought in since they were acquired',
      ...(chart === undefined ? {} : { chart }),
      tables: [valueTable(input, cohorts, months)],
    },
  ]
}
