import { formatPeriod } from '../../format.ts'
import { moneyNumber, sumOfMoney } from '../../money.ts'
import type { Note } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { rowsOf } from '../parts.ts'
import { earnedBy, newCustomers } from './costs.ts'
import { accountChurn, arpaOf } from './lifetimes.ts'
import type { LeftOutReason, UnitResult } from './rows.ts'

const shownExamples = 10

const leftOutTexts: Readonly<Record<LeftOutReason, (currency: string) => string>> = {
  spend_without_rate: (currency) =>
    `Spend without a rate into ${currency} on some of its days: those days are left out of money.`,
  credit_note: () => 'Credit notes: negative spend, counted on its days.',
  won_without_amount: () => 'Won without an amount: in counts, out of money.',
  won_without_rate: (currency) => `Won without a rate into ${currency}: in counts, out of money.`,
  won_without_account: () =>
    'Won by no known account: in won money, but no new customer can be counted.',
  recurring_without_rate: (currency) =>
    `Accounts whose recurring revenue has no rate into ${currency}: in account churn, out of money and ARPA.`,
  payment_without_rate: (currency) =>
    `Money paid once without a rate into ${currency}: left out of what cohorts paid.`,
}

function leftOutNotes({ settings }: ReportInput, { leftOut }: UnitResult): Note[] {
  const reasons = [...new Set(leftOut.map((row) => row.reason))]
  return reasons.map((reason) => {
    const rows = leftOut.filter((row) => row.reason === reason)
    return {
      code: reason,
      text: leftOutTexts[reason](settings.currency),
      count: rows.length,
      examples: rows
        .slice(0, shownExamples)
        .map(({ id, detail }) => (detail === null ? id : `${id}: ${detail}`)),
    }
  })
}

const when = ({ period }: ReportInput) =>
  period.label === 'all' ? 'up to the as-of' : `in ${formatPeriod(period.label)}`

function emptyNotes(input: ReportInput, result: UnitResult): Note[] {
  const empty = (isEmpty: boolean, text: string): Note[] =>
    isEmpty ? [{ code: 'empty_period', text }] : []
  return [
    ...empty(rowsOf(result.spend, 'all').length === 0, `No spend is recorded ${when(input)}.`),
    ...empty(newCustomers(result.earned) === 0, `No account became a customer ${when(input)}.`),
    ...empty(
      arpaOf(result.mrr).accounts === 0,
      'No account had recurring revenue at the end of the period.',
    ),
  ]
}

/** Spend that no channel earned, and customers that no touch led to. */
function unattributedNotes({ settings }: ReportInput, result: UnitResult): Note[] {
  const rows = rowsOf(result.spend, 'channel').filter(
    (row) => row.value === '(none)' && row.lag_months === 0,
  )
  const unnamed = moneyNumber(sumOfMoney(rows.map((row) => row.amount)))
  const untouched = earnedBy(result.earned, 'first', 'channel', '(none)').customers
  const churn = accountChurn(result.recurring)
  return [
    ...(unnamed === 0
      ? []
      : [
          {
            code: 'spend_without_channel',
            text: 'Spend that names no channel, such as salaries and tools, has its own row (none): a channel is charged with what names it alone.',
          },
        ]),
    ...(untouched === 0
      ? []
      : [
          {
            code: 'untouched',
            text: `New customers without a touch that has a channel in the ${settings.attributionLookbackDays} days before: they are in the row (none).`,
            count: untouched,
          },
        ]),
    ...(churn.lost === 0 && churn.opening > 0
      ? [
          {
            code: 'zero_churn',
            text: `No account was lost in ${churn.months} months: LTV by churn has no value; see the observed one.`,
          },
        ]
      : []),
  ]
}

/** What a reader must know about the numbers: exclusions, doubts, emptiness. */
export const notesOf = (input: ReportInput, result: UnitResult): Note[] => [
  ...emptyNotes(input, result),
  ...leftOutNotes(input, result),
  ...unattributedNotes(input, result),
]
