import { formatCount, formatPeriod, formatValue } from '../../format.ts'
import { moneyNumber } from '../../money.ts'
import type { ReportInput } from '../definition.ts'
import { foundBy, foundChecks, sizeOf } from './counts.ts'
import type { CheckedResult } from './rows.ts'

/** What the page says first: how many faults, how many open opportunities and how much money they touch. */
export function headlineOf({ period, settings }: ReportInput, result: CheckedResult): string {
  const when = period.label === 'all' ? 'So far' : `For ${formatPeriod(period.label)}`
  if (result.populations.length === 0) return 'Nothing was received yet.'
  const any = foundBy(result, 'any')
  if (any === undefined) return `${when} the checks found no fault.`
  const [most] = foundChecks(result).filter(({ check }) => check.severity !== 'allowed')
  const open = sizeOf(result, 'open_deals')
  const mostOften = most === undefined ? '' : `, most often: ${most.check.title.toLowerCase()}`
  const faulty =
    open === 0
      ? ''
      : `; ${formatCount(any.open_opportunities)} of ${formatCount(open)} open opportunities have at least one`
  const money =
    any.money === null
      ? ''
      : `; the opportunities touched are worth ${formatValue(moneyNumber(any.money), 'money', 'brief')} ${settings.currency}`
  return `${when} the checks found ${formatCount(any.number)} faults${mostOften}${faulty}${money}.`
}
