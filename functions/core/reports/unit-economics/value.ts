import type { Section, Table } from '../../report-data.ts'
import { ratio, rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { receipt, rowsOf } from '../parts.ts'
import { blendedCac } from './costs.ts'
import {
  cappedLtv,
  discountedLtv,
  ltvToCac,
  marginLtv,
  monthsUntil,
  type Result,
  simpleLtv,
  untilShareLtv,
} from './formulas.ts'
import { cumulative, type Followed, lifetimeOf, revenueChurn } from './lifetimes.ts'
import { revenueDimensions } from './queries.ts'
import type { UnitResult } from './rows.ts'
import { churnWindow, ltvDefinition, valueTable } from './value-by.ts'
import { whyColumns } from './why.ts'

/** `until share s` follows customers until at most this share of them is left. */
const shareLeft = 0.1
const observedMonths = 12

interface Variant {
  readonly label: string
  readonly formula: string
  readonly result: Result
}

/** Followed to month 12, or as far as the oldest cohort goes. */
function observed(followed: readonly Followed[], margin: number): Variant {
  const reached = Math.min(followed.length, observedMonths)
  const last = followed[reached - 1]
  return {
    label: reached === 0 ? 'Observed' : `Observed by month ${reached}`,
    formula: 'Cumulative revenue x margin of a customer of the cohorts followed as long',
    result:
      last === undefined
        ? { value: null, missing: 'no customer has been followed for a whole month' }
        : { value: rounded(last.perCustomer * margin) },
  }
}

/** Lifetime value in every variant, the default first. */
export function ltvVariants({ settings }: ReportInput, result: UnitResult): Variant[] {
  const lifetime = lifetimeOf(result, settings.grossMargin)
  const cac = blendedCac(result, settings)
  const lost = { ...lifetime, churn: revenueChurn(result.recurring).result }
  const months = monthsUntil(shareLeft, lifetime.churn).value
  const until = `${shareLeft * 100}% left${months === null ? '' : ` (${months} months)`}`
  return [
    { label: 'Margin', formula: 'ARPA x margin / churn', result: marginLtv(lifetime) },
    { label: 'Simple', formula: 'ARPA / churn', result: simpleLtv(lifetime) },
    {
      label: 'Revenue churn',
      formula: 'ARPA x margin / gross recurring revenue churn',
      result: marginLtv(lost),
    },
    observed(cumulative(result.cohorts), settings.grossMargin),
    {
      label: `Discounted at ${rounded(settings.discountRate * 100)}% a year`,
      formula: 'ARPA x margin x (1 + d) / (churn + d), d by month',
      result: discountedLtv(lifetime, settings.discountRate),
    },
    {
      label: `Capped at ${settings.ltvCapMonths} months`,
      formula: 'ARPA x margin x (1 - (1 - churn)^N) / churn',
      result: cappedLtv(lifetime, settings.ltvCapMonths),
    },
    {
      label: `Until ${until}, less CAC`,
      formula: 'Months x ARPA x margin - CAC',
      result: untilShareLtv(lifetime, shareLeft, cac),
    },
  ]
}

function variantsTable(input: ReportInput, result: UnitResult): Table {
  const cac = blendedCac(result, input.settings)
  const variants = ltvVariants(input, result)
  return {
    id: 'ltv_variants',
    title: 'Lifetime value of a customer in every variant',
    description:
      'The first row is the default. The last is already less CAC, so that it is not divided by it.',
    columns: [
      { id: 'variant', label: 'Variant', unit: 'text' },
      { id: 'formula', label: 'Formula', unit: 'text' },
      { id: 'ltv', label: 'LTV', unit: 'money', missing: 'see the last column' },
      { id: 'to_cac', label: 'LTV:CAC', unit: 'multiple', missing: 'no LTV, or no CAC' },
      ...whyColumns(variants.map((each) => each.result)),
    ],
    rows: variants.map(({ label, formula, result: ltv }, index, all) => ({
      variant: label,
      formula,
      ltv: ltv.value,
      to_cac: index === all.length - 1 ? null : ltvToCac(ltv, cac).value,
      why: ltv.missing ?? '',
    })),
    receipt: receipt(
      'unit_economics_recurring',
      ltvDefinition,
      `margin (default) and six more; gross margin ${rounded(input.settings.grossMargin * 100)}%`,
      churnWindow(input),
    ),
  }
}

function monthsTable(input: ReportInput, result: UnitResult): Table {
  const months = rowsOf(result.recurring, 'all').toSorted((a, b) => b.nth - a.nth)
  return {
    id: 'churn_months',
    title: 'Paying accounts and what was lost, by month',
    description: 'The months behind churn. Lost money includes contraction of those that stayed.',
    columns: [
      { id: 'month', label: 'Month', unit: 'text' },
      { id: 'accounts', label: 'Accounts at start', unit: 'count' },
      { id: 'lost_accounts', label: 'Lost', unit: 'count' },
      { id: 'churn', label: 'Churn', unit: 'rate', missing: 'no account was paying' },
      { id: 'opening', label: 'Recurring at start', unit: 'money' },
      { id: 'lost', label: 'Lost a month', unit: 'money' },
      { id: 'revenue_churn', label: 'Revenue churn', unit: 'rate', missing: 'nothing recurring' },
    ],
    rows: months.map((row) => ({
      month: row.starts_on.slice(0, 7),
      accounts: row.opening_accounts,
      lost_accounts: row.lost_accounts,
      churn: ratio(row.lost_accounts, row.opening_accounts),
      opening: row.opening,
      lost: row.lost,
      revenue_churn: ratio(Number(row.lost), Number(row.opening)),
    })),
    receipt: receipt('unit_economics_recurring', ltvDefinition, 'by month', churnWindow(input)),
  }
}

/** What a customer is worth, and which ones stay. */
export const valueSection = (input: ReportInput, result: UnitResult): Section => ({
  id: 'ltv',
  title: 'What a customer is worth',
  tables: [
    variantsTable(input, result),
    monthsTable(input, result),
    ...revenueDimensions.map((dimension) => valueTable(input, result, dimension)),
  ],
})
