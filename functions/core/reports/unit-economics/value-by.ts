import type { Table, TableCell, TableColumn } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { receipt, rowsOf } from '../parts.ts'
import { marginLtv } from './formulas.ts'
import { accountChurn, arpaOf, lifetimeOf, revenueChurn } from './lifetimes.ts'
import { churnMonths, type revenueDimensions } from './queries.ts'
import type { UnitResult } from './rows.ts'

export const ltvDefinition =
  'ARPA: recurring revenue at the end of the period / accounts that have some. Churn: accounts lost in a month / accounts at its start, over six months.'

export const churnWindow = ({ period }: ReportInput): string =>
  `the ${churnMonths} latest months that ended by the as-of${period.label === 'all' ? '' : ` and before ${period.endsOn}`}`

const stayColumns: readonly TableColumn[] = [
  { id: 'accounts', label: 'Paying accounts', unit: 'count' },
  { id: 'arpa', label: 'ARPA', unit: 'money', missing: 'no account pays' },
  { id: 'lost', label: 'Lost', unit: 'count', description: 'Account-months lost' },
  { id: 'opening', label: 'Of account-months', unit: 'count' },
  { id: 'churn', label: 'Churn a month', unit: 'rate', missing: 'no account was paying' },
  { id: 'revenue_churn', label: 'Revenue churn', unit: 'rate', missing: 'nothing recurring' },
  {
    id: 'ltv',
    label: 'LTV, margin',
    unit: 'money',
    missing: 'nobody pays, or nobody was lost',
  },
]

/** Who stays and what they pay, by one dimension. */
export function valueTable(
  input: ReportInput,
  result: UnitResult,
  dimension: (typeof revenueDimensions)[number],
): Table {
  const names = { channel: 'first-touch channel', segment: 'segment', icp: 'ideal customer fit' }
  const name = names[dimension]
  const accounts = (value: string) => arpaOf(result.mrr, dimension, value).accounts
  const rows = [...rowsOf(result.mrr, dimension), ...rowsOf(result.recurring, dimension)]
  const values = [...new Set(rows.map((row) => row.value))].sort(
    (a, b) => accounts(b) - accounts(a) || (a < b ? -1 : 1),
  )
  const cells = (label: string, from: string, value: string): Record<string, TableCell> => {
    const lifetime = lifetimeOf(result, input.settings.grossMargin, from, value)
    const churn = accountChurn(result.recurring, from, value)
    return {
      [dimension]: label,
      accounts: arpaOf(result.mrr, from, value).accounts,
      arpa: lifetime.arpa.value,
      lost: churn.lost,
      opening: churn.opening,
      churn: churn.result.value,
      revenue_churn: revenueChurn(result.recurring, from, value).result.value,
      ltv: marginLtv(lifetime).value,
    }
  }
  return {
    id: `ltv_by_${dimension}`,
    title: `Lifetime value by ${name}`,
    description: `Which customers stay, by ${name}. Few account-months make churn jump: read it beside them.`,
    columns: [{ id: dimension, label: name, unit: 'text' }, ...stayColumns],
    rows: [...values.map((value) => cells(value, dimension, value)), cells('All', 'all', 'all')],
    receipt: receipt(
      'unit_economics_recurring',
      ltvDefinition,
      'margin; dimension as known when it became a customer, fit as known at the as-of',
      churnWindow(input),
    ),
  }
}
