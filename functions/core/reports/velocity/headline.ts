import type { ReportInput } from './definition.ts'
import { cycleRow } from './velocity-cycles.ts'
import { days } from './velocity-parts.ts'
import { velocityOf, wholePipeline } from './velocity-pipeline.ts'
import { notReached, responseHours, responseRow } from './velocity-response.ts'
import type { VelocityResult } from './velocity-rows.ts'

const oneDecimal = (value: number) => (Math.round(value * 10) / 10).toFixed(1)

/** What the page says first: how long a sale took, what the pipeline moves a day, how fast leads are answered. */
export function headlineOf(input: ReportInput, result: VelocityResult): string {
  const { period, settings } = input
  const when = period.label === 'all' ? 'so far' : `in ${period.label}`
  const cycle = cycleRow(result, 'opened', 'won')
  const median = days(cycle?.p50_seconds)
  const { perDay } = velocityOf(input, 'open', wholePipeline(result))
  const response = responseHours(responseRow(result, 'clock'), 'p50_seconds')
  const sale =
    median === null
      ? `Nothing was won ${when}`
      : `Half of the ${cycle?.number} opportunities won ${when} closed within ${oneDecimal(median)} days`
  const money =
    perDay === null
      ? ''
      : `; the pipeline yields ${Math.round(perDay).toLocaleString('en-US')} ${settings.currency} a day`
  const answer =
    response === null
      ? ''
      : response === notReached
        ? '; most new leads were never answered'
        : `; half of the new leads were answered within ${oneDecimal(response)} hours`
  return `${sale}${money}${answer}.`
}
