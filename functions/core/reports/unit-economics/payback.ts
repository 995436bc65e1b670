import type { LineChart } from '../../chart.ts'
import { moneyNumber } from '../../money.ts'
import type { Section, Table } from '../../report-data.ts'
import { rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt } from '../parts.ts'
import { blendedCac, cacOf } from './costs.ts'
import { paybackMonths, type Result } from './formulas.ts'
import { arpaOf, cumulative, type Followed, paidBackIn } from './lifetimes.ts'
import { cohortsStart } from './queries.ts'
import type { CohortRow, QuarterRow, UnitResult } from './rows.ts'
import { whyColumns } from './why.ts'

const shownMonths = [1, 2, 3, 6, 9, 12, 18, 24]

/** Customers acquired in a quarter, what each cost, and what they paid since. */
export interface QuarterCohort {
  readonly label: string
  readonly customers: number
  readonly cac: Result
  readonly followed: readonly Followed[]
}

function quarterCac({ settings }: ReportInput, quarter: QuarterRow): Result {
  const spend = settings.cacLoading === 'full' ? quarter.new_business_spend : quarter.media_spend
  const found: Result =
    spend === null
      ? { value: null, missing: 'no spend is recorded for the quarter' }
      : { value: moneyNumber(spend) }
  return cacOf(found, quarter.customers)
}

/** The quarters that have ended, the oldest first, with their customers followed together. */
export function quarterCohorts(input: ReportInput, result: UnitResult): QuarterCohort[] {
  const within = (row: CohortRow, { starts_on, ends_on }: QuarterRow) =>
    starts_on <= row.starts_on && row.starts_on < ends_on
  return result.quarters.toReversed().map((quarter) => ({
    label: quarter.label,
    customers: quarter.customers,
    cac: quarterCac(input, quarter),
    followed: cumulative(
      result.cohorts.filter((row) => within(row, quarter)),
      true,
    ),
  }))
}

function variantsTable(input: ReportInput, result: UnitResult): Table {
  const { grossMargin } = input.settings
  const cac = blendedCac(result, input.settings)
  const arpa = arpaOf(result.mrr).result
  const newest = quarterCohorts(input, result).toReversed()
  const paid = newest.find(({ cac: cost, followed }) => {
    return paidBackIn(followed, grossMargin, cost).value !== null
  })
  const rows: readonly (readonly [string, Result])[] = [
    ['Margin', paybackMonths(cac, arpa, grossMargin)],
    ['Revenue only', paybackMonths(cac, arpa, 1)],
    [
      paid === undefined ? 'Cohort' : `Cohort: customers of ${paid.label}`,
      paid === undefined
        ? { value: null, missing: 'no cohort of a quarter has paid its CAC back yet' }
        : paidBackIn(paid.followed, grossMargin, paid.cac),
    ],
  ]
  return {
    id: 'payback_variants',
    title: 'Months until a customer has paid back what it cost',
    description:
      'The first row is the default. Cohort: the newest quarter whose customers have paid back, the month of their acquisition counted as the first.',
    columns: [
      { id: 'variant', label: 'Variant', unit: 'text' },
      { id: 'months', label: 'To pay back', unit: 'months', missing: 'see the last column' },
      ...whyColumns(rows.map(([, months]) => months)),
    ],
    rows: rows.map(([variant, months]) => ({
      variant,
      months: months.value,
      why: months.missing ?? '',
    })),
    receipt: receipt(
      'unit_economics_cohorts',
      'CAC / (ARPA x margin); CAC / ARPA; first month in which the cumulative margin of a customer covers its CAC.',
      'margin (default), revenue only, cohort',
      periodWindow(input, 'spend, new customers and recurring revenue'),
    ),
  }
}

function cohortTable(input: ReportInput, result: UnitResult): Table {
  const { grossMargin } = input.settings
  return {
    id: 'payback_by_quarter',
    title: 'What customers of each quarter have paid, by month since they were acquired',
    description: `Cumulative revenue x margin of a customer: recurring revenue at each month's end and money paid once. Blank: the month has not ended for all of them. CAC: spend of the same quarter.`,
    columns: [
      { id: 'quarter', label: 'Acquired in', unit: 'text' },
      { id: 'customers', label: 'Customers', unit: 'count' },
      { id: 'cac', label: 'CAC', unit: 'money', missing: 'no spend, or no new customer' },
      { id: 'paid_back', label: 'Paid back in month', unit: 'count', missing: 'not paid back yet' },
      ...shownMonths.map((month) => ({
        id: `month_${month}`,
        label: `Month ${month}`,
        unit: 'money' as const,
        missing: 'not complete, or no customer',
      })),
    ],
    rows: quarterCohorts(input, result).map(({ label, customers, cac, followed }) => ({
      quarter: label,
      customers,
      cac: cac.value,
      paid_back: paidBackIn(followed, grossMargin, cac).value,
      ...Object.fromEntries(
        shownMonths.map((month) => {
          const found = followed[month - 1]
          return [
            `month_${month}`,
            found === undefined ? null : rounded(found.perCustomer * grossMargin),
          ]
        }),
      ),
    })),
    receipt: receipt(
      'unit_economics_cohorts',
      'Cumulative revenue x gross margin / customers of the cohort; complete months only.',
      'calendar quarters; pooled over the months of a quarter',
      `customers acquired from ${cohortsStart(input)} to before ${input.period.endsOn}`,
    ),
  }
}

function paybackChart(input: ReportInput, result: UnitResult): LineChart {
  const cohorts = quarterCohorts(input, result)
    .filter(({ followed }) => followed.length > 0)
    .slice(-4)
  const longest = Math.max(0, ...cohorts.map(({ followed }) => followed.length))
  return {
    kind: 'line',
    unit: 'money',
    labels: Array.from({ length: longest }, (_, month) => String(month + 1)),
    series: cohorts.map(({ label, followed }) => ({
      label,
      values: Array.from({ length: longest }, (_, month) => {
        const found = followed[month]
        return found === undefined ? null : rounded(found.perCustomer * input.settings.grossMargin)
      }),
    })),
  }
}

/** When customers have paid back what they cost. */
export function paybackSection(input: ReportInput, result: UnitResult): Section {
  const chart = paybackChart(input, result)
  return {
    id: 'payback',
    title: 'When customers have paid back what they cost (cumulative margin by month)',
    ...(chart.labels.length > 0 ? { chart } : {}),
    tables: [variantsTable(input, result), cohortTable(input, result)],
  }
}
