import { formatPeriod } from '../../format.ts'
import type { ReportInput } from '../definition.ts'
import { blendedCac, newCustomers } from './costs.ts'
import { ltvToCac, marginLtv, paybackMonths } from './formulas.ts'
import { arpaOf, lifetimeOf } from './lifetimes.ts'
import type { CoreResult } from './rows.ts'

const oneDecimal = (value: number) => (Math.round(value * 10) / 10).toFixed(1)

/** What the page says first: what a new customer cost, when it has paid that back, what it is worth. */
export function headlineOf(input: ReportInput, result: CoreResult): string {
  const { period, settings } = input
  const when = period.label === 'all' ? 'so far' : `in ${formatPeriod(period.label)}`
  const customers = newCustomers(result.earned)
  const cac = blendedCac(result, settings)
  const payback = paybackMonths(cac, arpaOf(result.mrr).result, settings.grossMargin)
  const worth = ltvToCac(marginLtv(lifetimeOf(result, settings.grossMargin)), cac)
  if (customers === 0) return `No account became a customer ${when}.`
  const won =
    customers === 1
      ? `1 account became a customer ${when}`
      : `${customers.toLocaleString('en-US')} accounts became customers ${when}`
  if (cac.value === null) return `${won}; what they cost is not known: ${cac.missing}.`
  const each = customers === 1 ? '' : 'each '
  const cost = `, ${each}for ${Math.round(cac.value).toLocaleString('en-US')} ${settings.currency}`
  const back =
    payback.value === null ? '' : `; paid back in ${oneDecimal(payback.value)} months of margin`
  const times =
    worth.value === null
      ? ''
      : `; a customer is worth ${oneDecimal(worth.value)} times what it costs`
  return `${won}${cost}${back}${times}.`
}
