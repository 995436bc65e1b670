import { moneyNumber, sumOfMoney } from '../../money.ts'
import type { Settings } from '../../settings.ts'
import { quotient, type Result } from './formulas.ts'
import type { CoreResult, EarnedRow, SpendRow } from './rows.ts'

/** Which spend is meant; by default as the settings say, for new business. */
export interface SpendChoice {
  readonly loading: 'full' | 'media'
  readonly scope: 'new_business' | 'all'
  readonly lagMonths: number
  readonly dimension: string
  readonly value: string
}

export const defaultChoice = ({ cacLoading, cacLagMonths }: Settings): SpendChoice => ({
  loading: cacLoading,
  scope: 'new_business',
  lagMonths: cacLagMonths,
  dimension: 'all',
  value: 'all',
})

const noSpend = 'no spend is recorded for these days'

/** The exact sum of the spend that is meant; without any, or without a rate for it, why. */
export function spendOf(rows: readonly SpendRow[], choice: SpendChoice): Result {
  const chosen = rows.filter(
    (row) =>
      row.lag_months === choice.lagMonths &&
      row.dimension === choice.dimension &&
      row.value === choice.value &&
      (choice.loading === 'full' || row.category === 'media') &&
      (choice.scope === 'all' || row.scope === choice.scope),
  )
  if (chosen.length === 0) return { value: null, missing: noSpend }
  if (chosen.every((row) => row.rated_days === 0)) {
    return { value: null, missing: 'there is no rate for the currency of the spend' }
  }
  return { value: moneyNumber(sumOfMoney(chosen.map((row) => row.amount))) }
}

/** The attribution models by their id, the default first. */
export const models = {
  first: 'First touch',
  last: 'Last touch',
  linear: 'Linear',
  position: 'Position 40/20/40',
  j: 'J 20/60',
  inverse_j: 'Inverse J 60/20',
  time_decay: 'Time decay, 7 days',
} as const
export type Model = keyof typeof models
export const modelIds: readonly Model[] = [
  'first',
  'last',
  'linear',
  'position',
  'j',
  'inverse_j',
  'time_decay',
]
export const defaultModel: Model = 'first'

/** What a model credits to one value of a dimension; nothing where it has no row. */
export function earnedBy(
  rows: readonly EarnedRow[],
  model: Model,
  dimension = 'all',
  value = 'all',
): { customers: number; won: number; wonAmount: number; influenced: number } {
  const row = rows.find(
    (each) => each.model === model && each.dimension === dimension && each.value === value,
  )
  return {
    customers: row?.customers ?? 0,
    won: row?.won ?? 0,
    wonAmount: moneyNumber(row?.won_amount ?? null),
    influenced: row?.influenced ?? 0,
  }
}

/** New customers: every model credits each of them whole. */
export const newCustomers = (rows: readonly EarnedRow[]): number =>
  earnedBy(rows, defaultModel).customers

/** Spend / new customers. */
export const cacOf = (spend: Result, customers: number): Result =>
  quotient(spend, customers, 'no new customer')

/** CAC of everything together, as the settings say. */
export const blendedCac = (
  { spend, earned }: Pick<CoreResult, 'spend' | 'earned'>,
  settings: Settings,
): Result => cacOf(spendOf(spend, defaultChoice(settings)), newCustomers(earned))

/** The settings' spend in words, such as `full loading, new business, no lag`. */
export function choiceText({ loading, scope, lagMonths }: SpendChoice): string {
  const months = lagMonths === 1 ? 'month' : 'months'
  const lag = lagMonths === 0 ? 'no lag' : `${lagMonths} ${months} lag`
  const meant = scope === 'all' ? 'new business and expansion' : 'new business'
  return `${loading === 'full' ? 'full loading' : 'media alone'}, ${meant}, ${lag}`
}
