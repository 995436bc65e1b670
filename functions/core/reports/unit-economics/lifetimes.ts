import { moneyNumber, sumOfMoney } from '../../money.ts'
import { ratio, rounded } from '../../statistics.ts'
import type { Lifetime, Result } from './formulas.ts'
import type { CohortRow, CoreResult, MrrRow, RecurringRow } from './rows.ts'

const of = <Row extends { readonly dimension: string; readonly value: string }>(
  rows: readonly Row[],
  dimension: string,
  value: string,
) => rows.filter((row) => row.dimension === dimension && row.value === value)

/** Recurring revenue at the end of the period by paying account. */
export function arpaOf(rows: readonly MrrRow[], dimension = 'all', value = 'all') {
  const [row] = of(rows, dimension, value)
  const accounts = row?.accounts ?? 0
  const arpa = ratio(moneyNumber(row?.amount ?? null), accounts)
  const result: Result =
    arpa === null
      ? { value: null, missing: 'no account had recurring revenue at the end of the period' }
      : { value: arpa }
  return { result, accounts, amount: moneyNumber(row?.amount ?? null) }
}

/** A share of what was there at the starts of the months, and both counts or sums. */
export interface ChurnShare {
  readonly result: Result
  readonly lost: number
  readonly opening: number
  readonly months: number
}

const nobody: Result = { value: null, missing: 'no account was paying when these months began' }

const shareOf = (lost: number, opening: number, months: number): ChurnShare => {
  const value = ratio(lost, opening)
  return { result: value === null ? nobody : { value }, lost, opening, months }
}

/** Lost account-months / account-months at the start. */
export function accountChurn(rows: readonly RecurringRow[], dimension = 'all', value = 'all') {
  const months = of(rows, dimension, value)
  const sum = (key: 'lost_accounts' | 'opening_accounts') =>
    months.reduce((total, row) => total + row[key], 0)
  return shareOf(sum('lost_accounts'), sum('opening_accounts'), months.length)
}

/** Gross: recurring revenue lost to churn and contraction / recurring revenue at the start. */
export function revenueChurn(rows: readonly RecurringRow[], dimension = 'all', value = 'all') {
  const months = of(rows, dimension, value)
  const sum = (key: 'lost' | 'opening') => moneyNumber(sumOfMoney(months.map((row) => row[key])))
  return shareOf(sum('lost'), sum('opening'), months.length)
}

/** What a lifetime value is made of, for all or for one value of a dimension. */
export const lifetimeOf = (
  { mrr, recurring }: Pick<CoreResult, 'mrr' | 'recurring'>,
  margin: number,
  dimension = 'all',
  value = 'all',
): Lifetime => ({
  arpa: arpaOf(mrr, dimension, value).result,
  churn: accountChurn(recurring, dimension, value).result,
  margin,
})

/** Revenue of cohorts followed for as many months, by customer. */
export interface Followed {
  readonly customers: number
  /** Cumulative, before margin. */
  readonly perCustomer: number
}

/**
 * Cumulative revenue per customer by each month since the acquisition, 0 the month itself: pooled
 * over the cohorts given that are complete up to there. `together` asks that all of them are.
 */
export function cumulative(rows: readonly CohortRow[], together = false): Followed[] {
  const cohorts = [...Map.groupBy(rows, (row) => row.starts_on).values()]
  const last = Math.max(-1, ...rows.map((row) => row.month_no))
  return Array.from({ length: last + 1 }, (_, month) => {
    const complete = cohorts.filter((cohort) => cohort.some((row) => row.month_no === month))
    if (together && complete.length < cohorts.length) return []
    const customers = complete.reduce((sum, cohort) => sum + (cohort[0]?.customers ?? 0), 0)
    const amounts = complete.flatMap((cohort) =>
      cohort.filter((row) => row.month_no <= month).map((row) => row.amount),
    )
    return [{ customers, perCustomer: rounded(moneyNumber(sumOfMoney(amounts)) / customers) }]
  }).flat()
}

/** The month, counted from 1, by whose end the margin of a customer has paid CAC back. */
export function paidBackIn(followed: readonly Followed[], margin: number, cac: Result): Result {
  if (cac.value === null) return cac
  const cost = cac.value
  const month = followed.findIndex(({ perCustomer }) => perCustomer * margin >= cost)
  return month === -1
    ? { value: null, missing: 'not paid back by the months that have ended' }
    : { value: month + 1 }
}
