import { moneyNumber, sumOfMoney } from '../../money.ts'
import { rounded, smallSampleBelow } from '../../statistics.ts'
import type { ForecastDealRow, ForecastRateRow, PipelineResult } from './rows.ts'

// Two-sided 80 % of the standard normal distribution.
const z = 1.2816

/** The rows that forecasts are made of. */
export type Forecasts = Pick<PipelineResult, 'forecastDeals' | 'forecastRates' | 'forecastHistory'>

/** Chance that an open deal is won in the time that is left, and what it was counted from. */
export interface Chance {
  readonly wins: number
  readonly visits: number
  readonly of: 'stage and age' | 'stage' | 'all stages' | 'left out'
}

/** What becomes of a deal that has stayed longer than 30 others did: it counts as on day 0, or not. */
export type Fallback = 'day 0' | 'left out'

/**
 * Wins in (e+a, e+a+h] / visits still there at e+a, over visits of 24 months to the same stage. With
 * fewer than 30 such visits age 0 (or no chance, if such deals are left out), then all stages. Null
 * where nothing is old enough.
 */
export function chanceOf(
  rates: readonly ForecastRateRow[],
  deal: Pick<ForecastDealRow, 'kind' | 'place' | 'stage' | 'age_days'>,
  fallback: Fallback = 'day 0',
): Chance | null {
  const find = (stage: string, age: number) =>
    rates.find(
      (row) =>
        row.kind === deal.kind &&
        row.place === deal.place &&
        row.stage === stage &&
        row.age_days === age,
    )
  const own = (age: number) => {
    const row = deal.stage === '' ? undefined : find(deal.stage, age)
    return row && row.visits >= smallSampleBelow ? row : undefined
  }
  const exact = own(deal.age_days)
  if (exact) return { ...exact, of: 'stage and age' }
  const first = own(0)
  if (first && fallback === 'left out') return { wins: 0, visits: first.visits, of: 'left out' }
  if (first) return { ...first, of: 'stage' }
  const all = find('', 0)
  return all && all.visits > 0 ? { ...all, of: 'all stages' } : null
}

/** Expected money of independent deals, with an 80 % interval cut to [0, everything]. */
export interface Estimate {
  readonly deals: number
  readonly money: string
  /** Null where the chance of a deal with money is not known. */
  readonly expected: number | null
  readonly low: number | null
  readonly high: number | null
}

/** Deals of one group: how many, their money and the sum of its squares, and their chance. */
interface Group {
  readonly deals: number
  readonly money: number
  readonly squares: number
  readonly chance: number | null
}

/** The sum over groups: variance is the sum of a^2 p (1 - p). */
function estimate(groups: readonly Group[], money: string): Estimate {
  const deals = groups.reduce((sum, group) => sum + group.deals, 0)
  const whole = moneyNumber(money)
  if (groups.some(({ chance, money: own }) => chance === null && own > 0)) {
    return { deals, money, expected: null, low: null, high: null }
  }
  const expected = groups.reduce((sum, group) => sum + group.money * (group.chance ?? 0), 0)
  const variance = groups.reduce(
    (sum, { squares, chance }) => sum + squares * (chance ?? 0) * (1 - (chance ?? 0)),
    0,
  )
  // Without the largest deal the last bits may leave less than nothing.
  const spread = z * Math.sqrt(Math.max(0, variance))
  return {
    deals,
    money,
    expected: rounded(expected),
    low: rounded(Math.max(0, expected - spread)),
    high: rounded(Math.min(whole, expected + spread)),
  }
}

const groupOf = (
  rates: readonly ForecastRateRow[],
  row: ForecastDealRow,
  fallback: Fallback = 'day 0',
): Group => {
  const chance = chanceOf(rates, row, fallback)
  return {
    deals: row.deals,
    money: moneyNumber(row.money),
    squares: Number(row.squares ?? 0),
    chance: chance && chance.wins / chance.visits,
  }
}

/** Which open deals of which forecast. */
export interface Asked {
  readonly kind: string
  readonly place: number
  readonly dimension?: string
  readonly value?: string
  readonly fallback?: Fallback
}

const rowsFor = ({ forecastDeals }: Forecasts, asked: Asked) =>
  forecastDeals.filter(
    (row) =>
      row.kind === asked.kind &&
      row.place === asked.place &&
      row.dimension === (asked.dimension ?? 'all') &&
      row.value === (asked.value ?? 'all'),
  )

// Found once, because a forecast looks at them for every group of deals.
const ratesFor = ({ forecastRates }: Forecasts, { kind, place }: Asked) =>
  forecastRates.filter((row) => row.kind === kind && row.place === place)

/** What the deals open at the moment of a forecast are expected to bring until its period ends. */
export function openEstimate(result: Forecasts, asked: Asked): Estimate {
  const rows = rowsFor(result, asked)
  const rates = ratesFor(result, asked)
  return estimate(
    rows.map((row) => groupOf(rates, row, asked.fallback)),
    sumOfMoney(rows.map((row) => row.money)),
  )
}

/** The same without the deal with the most money; null where no deal has any. */
export function withoutLargestDeal(result: Forecasts, asked: Asked): Estimate | null {
  const rows = rowsFor(result, asked)
  const rates = ratesFor(result, asked)
  const largest = Math.max(0, ...rows.map((row) => moneyNumber(row.largest_money)))
  const owner = rows.find((row) => moneyNumber(row.largest_money) === largest)
  if (largest === 0 || owner === undefined) return null
  const groups = rows.map((row) => {
    const group = groupOf(rates, row)
    return row === owner
      ? {
          ...group,
          deals: group.deals - 1,
          money: group.money - largest,
          squares: group.squares - largest ** 2,
        }
      : group
  })
  const money = sumOfMoney([...rows.map((row) => row.money), `-${owner.largest_money}`])
  return estimate(groups, money)
}
