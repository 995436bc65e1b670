import type { Table, TableColumn } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt } from '../parts.ts'
import { logoChurn, moneyRateCell, movementsOf, spanMovements } from './movements.ts'
import { countColumn, money, moneyColumn, rateColumn, yearWindow } from './parts.ts'
import type { RetentionResult } from './rows.ts'

const labels: Readonly<Record<string, string>> = { period: 'Period', year: 'Year' }

/** The period and the year first, then the months in order. */
const spansIn = ({ subscribers }: RetentionResult): string[] => {
  const found = [...new Set(subscribers.map((row) => row.span))]
  const months = found.filter((span) => labels[span] === undefined).sort()
  return [...Object.keys(labels).filter((span) => found.includes(span)), ...months]
}

const columns: readonly TableColumn[] = [
  { id: 'span', label: 'Span', unit: 'text' },
  countColumn('accounts', 'Accounts', 'With a live subscription at the start'),
  countColumn('new_accounts', 'New accounts'),
  countColumn('returned', 'Returned'),
  countColumn('stopped', 'Stopped'),
  rateColumn('logo_churn', 'Logo churn', 'Stopped / accounts', 'nobody was subscribed'),
  countColumn('end_accounts', 'Accounts at the end'),
  moneyColumn('start', 'Start'),
  moneyColumn('new', 'New'),
  moneyColumn('reactivation', 'Reactivation'),
  moneyColumn('expansion', 'Expansion'),
  moneyColumn('contraction', 'Contraction'),
  moneyColumn('churn', 'Churn'),
  moneyColumn('fx', 'FX'),
  moneyColumn('end', 'End'),
  rateColumn('nrr', 'NRR'),
  rateColumn('grr', 'GRR'),
]

/** Whether anybody has a live subscription at no price when a span begins or ends. */
const hasFreeAccounts = (result: RetentionResult): boolean =>
  spansIn(result).some((span) => {
    const all = movementsOf(result.subscribers.filter((row) => row.span === span))
    const paying = spanMovements(result.movements, span)
    return all.paidAtStart !== paying.paidAtStart || all.paidAtEnd !== paying.paidAtEnd
  })

/**
 * The variant in which a live subscription makes a customer, at no price too; none where nobody has
 * a free one, because it would repeat the others.
 */
export function subscribersTables(input: ReportInput, result: RetentionResult): Table[] {
  return hasFreeAccounts(result) ? [subscribersTable(input, result)] : []
}

function subscribersTable(input: ReportInput, result: RetentionResult): Table {
  return {
    id: 'retention_by_subscription',
    title: 'With free accounts: whoever has a live subscription is a customer',
    description:
      'A free account that begins to pay expands here, where the tables above call it new; one that ends its free subscription churns.',
    columns,
    rows: spansIn(result).map((span) => {
      const of = movementsOf(result.subscribers.filter((row) => row.span === span))
      return {
        span: labels[span] ?? span,
        accounts: of.paidAtStart,
        new_accounts: of.accounts.new,
        returned: of.accounts.reactivation,
        stopped: of.accounts.churn,
        logo_churn: logoChurn(of),
        end_accounts: of.paidAtEnd,
        start: money(of.start),
        new: money(of.new),
        reactivation: money(of.reactivation),
        expansion: money(of.upsell + of.crossSell),
        contraction: money(of.contraction),
        churn: money(of.churn),
        fx: money(of.fx),
        end: money(of.end),
        nrr: moneyRateCell('nrr', of),
        grr: moneyRateCell('grr', of),
      }
    }),
    receipt: receipt(
      'retention_subscribers',
      'Movements of monthly recurring revenue by whether an account has a live subscription at either end, whatever its price.',
      'live subscription',
      `${periodWindow(input, 'movements')}; year ${yearWindow(input)}; calendar months`,
    ),
  }
}
