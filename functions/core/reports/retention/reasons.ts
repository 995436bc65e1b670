import { moneyNumber, tenThousandths } from '../../money.ts'
import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, rowsOf, shareOf } from '../parts.ts'
import { closestDimension, countColumn, dimensionTitle, moneyColumn, rateColumn } from './parts.ts'
import type { RetentionResult } from './rows.ts'

const definition =
  'Accounts that paid at the start of the period and not at its end, by the reason of their last cancel in it, with their monthly money at the rates of the start. (none): no reason was given; (paused): every subscription rests.'

const most = (a: { churned: string | null }, b: { churned: string | null }) => {
  const [left, right] = [tenThousandths(a.churned), tenThousandths(b.churned)]
  if (left === right) return 0
  return left > right ? -1 : 1
}

const columns = [
  { id: 'reason', label: 'Reason', unit: 'text' },
  countColumn('accounts', 'Accounts'),
  rateColumn('share', 'Share', 'Of the accounts that stopped', 'nobody stopped'),
  moneyColumn('churned', 'Monthly money'),
] as const

function reasonsTable(input: ReportInput, { reasons }: RetentionResult): Table {
  const rows = rowsOf(reasons, 'all').sort(most)
  const all = rows.reduce((sum, row) => sum + row.accounts, 0)
  return {
    id: 'churn_reasons',
    title: 'Why accounts stopped paying',
    description: 'The money adds up to the churn of the waterfall.',
    columns,
    rows: rows.map((row) => ({
      reason: row.reason,
      accounts: row.accounts,
      share: shareOf(row.accounts, all),
      churned: moneyNumber(row.churned),
    })),
    receipt: receipt(
      'retention_reasons',
      definition,
      'net per account; last cancel in the period',
      periodWindow(input, 'accounts that stopped'),
    ),
  }
}

function dimensionTable(
  input: ReportInput,
  { reasons }: RetentionResult,
  dimension: string,
): Table {
  const rows = rowsOf(reasons, dimension)
  const sizeOf = (value: string) =>
    rows.filter((row) => row.value === value).reduce((sum, row) => sum + row.accounts, 0)
  const title = dimensionTitle(dimension)
  return {
    id: `churn_reasons_by_${dimension}`,
    title: `Why accounts stopped paying, by ${title}`,
    description: 'Shares are of the accounts with this value that stopped.',
    columns: [{ id: dimension, label: title, unit: 'text' }, ...columns],
    rows: rows.map((row) => ({
      [dimension]: row.value,
      reason: row.reason,
      accounts: row.accounts,
      share: shareOf(row.accounts, sizeOf(row.value)),
      churned: moneyNumber(row.churned),
    })),
    receipt: receipt(
      'retention_reasons',
      definition,
      `net per account; by ${title}`,
      periodWindow(input, 'accounts that stopped'),
    ),
  }
}

/** Why accounts stopped paying. */
export const reasonsSection = (input: ReportInput, result: RetentionResult): Section => ({
  id: 'reasons',
  title: 'Why accounts stopped paying',
  chart: {
    kind: 'bars',
    unit: 'money',
    bars: rowsOf(result.reasons, 'all')
      .sort(most)
      .map((row) => ({
        label: row.reason,
        value: moneyNumber(row.churned),
        n: row.accounts,
      })),
  },
  tables: [reasonsTable(input, result), dimensionTable(input, result, closestDimension(input))],
})
