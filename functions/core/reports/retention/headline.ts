import { formatPeriod, formatRate, formatValue } from '../../format.ts'
import type { ReportInput } from '../definition.ts'
import { moneyRate, spanMovements } from './movements.ts'
import { money } from './parts.ts'
import type { RetentionResult } from './rows.ts'

/** What the page says first: what recurring revenue became, how much of it stayed, how many left. */
export function headlineOf(input: ReportInput, { movements }: RetentionResult): string {
  const { period, settings } = input
  const of = spanMovements(movements, 'period')
  const when = period.label === 'all' ? 'so far' : `in ${formatPeriod(period.label)}`
  if (of.paidAtStart + of.paidAtEnd === 0) return `No recurring revenue ${when}.`
  const amount = (units: bigint) =>
    `${formatValue(money(units), 'money', 'brief')} ${settings.currency}`
  const nrr = moneyRate('nrr', of).value
  if (nrr === null) {
    return `Monthly recurring revenue came to ${amount(of.end)} ${when}, from nothing.`
  }
  const moved =
    of.end === of.start
      ? `stayed at ${amount(of.end)}`
      : `${of.end > of.start ? 'rose' : 'fell'} from ${amount(of.start)} to ${amount(of.end)}`
  const left = `${of.accounts.churn} of ${of.paidAtStart} accounts stopped paying`
  return `Monthly recurring revenue ${moved} ${when}; net revenue retention was ${formatRate(nrr)}, and ${left}.`
}
