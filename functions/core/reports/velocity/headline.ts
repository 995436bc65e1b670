import { formatCount, formatNumber, formatPeriod } from '../../format.ts'
import type { ReportInput } from '../definition.ts'
import { days } from '../parts.ts'
import { cycleRow } from './cycles.ts'
import { velocityOf, wholePipeline } from './pipeline.ts'
import { notReached, responseHours, responseRow } from './response.ts'
import type { VelocityResult } from './rows.ts'

/** What the page says first: how long a sale took, what the pipeline moves a day, how fast leads are answered. */
export function headlineOf(input: ReportInput, result: VelocityResult): string {
  const { period, settings } = input
  const when = period.label === 'all' ? 'so far' : `in ${formatPeriod(period.label)}`
  const cycle = cycleRow(result, 'opened', 'won')
  const median = days(cycle?.p50_seconds)
  const { perDay } = velocityOf(input, 'open', wholePipeline(result))
  const response = responseHours(responseRow(result, 'clock'), 'p50_seconds')
  const sale =
    median === null
      ? `Nothing was won ${when}`
      : `Half of the ${formatCount(cycle?.number ?? 0)} opportunities won ${when} closed within ${formatNumber(median, 1)} days`
  const money =
    perDay === null
      ? ''
      : `; the pipeline yields ${formatNumber(perDay, 0)} ${settings.currency} a day`
  const answer =
    response === null
      ? ''
      : response === notReached
        ? '; most new leads were never answered'
        : `; half of the new leads were answered within ${formatNumber(response, 1)} hours`
  return `${sale}${money}${answer}.`
}
