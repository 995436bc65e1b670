import { moneyNumber, sumOfMoney } from '../../money.ts'
import { ratio, rounded } from '../../statistics.ts'
import { type Forecast, forecastOf } from './period-forecast.ts'
import type { PipelineResult } from './rows.ts'

/** Periods that a forecast of the same kind is tried on in hindsight. */
export const triedPeriods = 8

/** One past period: what would have been forecast with as much time left, and what came. */
export interface Tried {
  readonly label: string
  readonly asOfOn: string
  readonly forecast: Forecast
  readonly actual: number
  /** Forecast - actual. */
  readonly error: number | null
  readonly isInside: boolean | null
  /** Forecast of the variant that leaves old deals out, and its error. */
  readonly withoutOld: number | null
  readonly withoutOldError: number | null
}

/** The periods before the current one whose forecast can be made from what came before them. */
export function triedForecasts(result: PipelineResult, kind: string): Tried[] {
  const past = result.forecastHistory.filter(
    (row) => row.kind === kind && row.place > 0 && row.place <= triedPeriods && row.is_known,
  )
  return past
    .map((row) => {
      const forecast = forecastOf(result, { kind, place: row.place })
      const { total, low, high } = forecast
      const actual = moneyNumber(sumOfMoney([row.won_before, row.won_open, row.won_created]))
      const withoutOld = forecastOf(result, { kind, place: row.place, fallback: 'left out' }).total
      const isKnown = total !== null && low !== null && high !== null
      return {
        label: row.label,
        asOfOn: row.as_of_on,
        forecast,
        actual,
        error: isKnown ? rounded(total - actual) : null,
        isInside: isKnown ? low <= actual && actual <= high : null,
        withoutOld,
        withoutOldError: withoutOld === null ? null : rounded(withoutOld - actual),
      }
    })
    .reverse()
}

/** Mean error, also without its sign, and how often the interval held what came. */
export function hindsightOf(tried: readonly Tried[]) {
  const judged = tried.filter((each) => each.error !== null)
  const mean = (of: (error: number) => number) =>
    judged.length === 0
      ? null
      : rounded(judged.reduce((sum, { error }) => sum + of(error ?? 0), 0) / judged.length)
  const inside = judged.filter((each) => each.isInside).length
  return {
    judged: judged.length,
    meanError: mean((error) => error),
    meanAbsolute: mean(Math.abs),
    withoutOldError:
      judged.length === 0
        ? null
        : rounded(
            judged.reduce((sum, each) => sum + (each.withoutOldError ?? 0), 0) / judged.length,
          ),
    inside,
    coverage: ratio(inside, judged.length),
  }
}
