import { moneyNumber } from '../../money.ts'
import type { ReportInput } from '../definition.ts'
import { rowsOf } from '../parts.ts'
import { mainCoverage, quotaMet } from './coverage.ts'
import { decidedOf, outcomeOf } from './outcomes.ts'
import type { PipelineResult } from './rows.ts'
import { wholeStanding } from './standing.ts'

const count = (value: number) => value.toLocaleString('en-US')

/** What the page says first: what is open, how much of it is won, and whether that is enough. */
export function headlineOf(input: ReportInput, result: PipelineResult): string {
  const { period, settings } = input
  const { deals, money } = wholeStanding(result)
  if (rowsOf(result.open, 'all').length === 0 && rowsOf(result.outcomes, 'all').length === 0) {
    return `No opportunity was open or closed in ${period.label}.`
  }
  const open = `${count(deals)} ${deals === 1 ? 'opportunity is' : 'opportunities are'} open with ${count(Math.round(moneyNumber(money)))} ${settings.currency}`
  const { part, whole } = decidedOf(outcomeOf(result.outcomes))
  const won =
    whole === 0 ? '; nothing was won or lost' : `; ${part} of ${whole} decided ones were won`
  const { value, missing } = mainCoverage(result)
  const covered =
    value === null
      ? missing === quotaMet
        ? '; the quota is met'
        : ''
      : `; what is due covers ${(Math.round(value * 10) / 10).toFixed(1)} times the rest of the quota`
  return `${open}${won}${covered}.`
}
