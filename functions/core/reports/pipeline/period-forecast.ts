import { moneyNumber } from '../../money.ts'
import { rounded } from '../../statistics.ts'
import { type Asked, type Estimate, type Forecasts, openEstimate } from './forecast.ts'

/** Periods behind the mean of what is created and won in the time that is left. */
export const createdPeriods = 8

/** Forecast of a period: won so far, expected from open deals, and from deals not yet created. */
export interface Forecast {
  readonly wonSoFar: number
  readonly open: Estimate
  /** Mean money created and won in as much time of the periods before; null without one. */
  readonly notYetCreated: number | null
  readonly periods: number
  readonly total: number | null
  readonly low: number | null
  readonly high: number | null
}

const plus = (base: number, more: number | null) => (more === null ? null : rounded(base + more))

/** The forecast of the period at this place: 0 is the one that holds the as-of. */
export function forecastOf(result: Forecasts, { kind, place, fallback }: Asked): Forecast {
  const history = result.forecastHistory.filter((row) => row.kind === kind)
  const own = history.find((row) => row.place === place)
  const before = history.filter(
    (row) => row.place > place && row.place <= place + createdPeriods && row.is_known,
  )
  const created = before.reduce((sum, row) => sum + moneyNumber(row.won_created), 0)
  const notYetCreated = before.length === 0 ? null : rounded(created / before.length)
  const wonSoFar = moneyNumber(own?.won_before ?? null)
  const open = openEstimate(result, {
    kind,
    place,
    ...(fallback === undefined ? {} : { fallback }),
  })
  const base = wonSoFar + (notYetCreated ?? 0)
  return {
    wonSoFar,
    open,
    notYetCreated,
    periods: before.length,
    total: plus(base, open.expected),
    low: plus(base, open.low),
    high: plus(base, open.high),
  }
}
