import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, valuesOf } from '../parts.ts'
import { logoChurn, moneyRate, moneyRateCell, spanMovements } from './movements.ts'
import {
  closestDimension,
  countColumn,
  dimensionTitle,
  money,
  moneyColumn,
  rateColumn,
  shownDimensions,
  yearWindow,
} from './parts.ts'
import type { RetentionResult } from './rows.ts'

const endMoney = (row: RetentionResult['movements'][number]) =>
  row.span === 'year' ? Number(row.closed ?? 0) + Number(row.opened ?? 0) : 0

function dimensionTable(
  input: ReportInput,
  { movements }: RetentionResult,
  dimension: string,
): Table {
  const title = dimensionTitle(dimension)
  return {
    id: `retention_by_${dimension}`,
    title: `Who stays and grows, by ${title}`,
    description: `The year ${yearWindow(input)}, and the period beside it. Rows do not overlap: each account has one value.`,
    columns: [
      { id: dimension, label: title, unit: 'text' },
      countColumn('accounts', 'Accounts', 'Paid when the year began'),
      moneyColumn('start', 'Start', 'When the year began'),
      rateColumn('nrr', 'NRR'),
      rateColumn('grr', 'GRR'),
      rateColumn('logo_churn', 'Logo churn'),
      countColumn('new', 'New accounts'),
      moneyColumn('end', 'End'),
      countColumn('period_accounts', 'Accounts, period', 'Paid when the period began'),
      rateColumn('period_nrr', 'NRR, period'),
      rateColumn('period_logo_churn', 'Logo churn, period'),
    ],
    rows: valuesOf(movements, dimension, endMoney).map((value) => {
      const year = spanMovements(movements, 'year', dimension, value)
      const period = spanMovements(movements, 'period', dimension, value)
      return {
        [dimension]: value,
        accounts: year.paidAtStart,
        start: money(year.start),
        nrr: moneyRateCell('nrr', year),
        grr: moneyRateCell('grr', year),
        logo_churn: logoChurn(year),
        new: year.accounts.new,
        end: money(year.end),
        period_accounts: period.paidAtStart,
        period_nrr: moneyRateCell('nrr', period),
        period_logo_churn: logoChurn(period),
      }
    }),
    receipt: receipt(
      'retention_movements',
      'Net and gross revenue retention and logo churn of the accounts with this value.',
      dimension === 'icp'
        ? 'customer fit as known at the as-of'
        : `${title} as known when the account became a customer`,
      `${periodWindow(input, 'movements')}; year ${yearWindow(input)}`,
    ),
  }
}

/** Which customers stay and grow. */
export function segmentsSection(input: ReportInput, result: RetentionResult): Section {
  const first = closestDimension(input)
  return {
    id: 'segments',
    title: `Which customers stay and grow: net revenue retention of the year by ${dimensionTitle(first)}`,
    chart: {
      kind: 'bars',
      unit: 'rate',
      bars: valuesOf(result.movements, first, endMoney).map((value) => {
        const of = spanMovements(result.movements, 'year', first, value)
        return {
          label: value,
          value: moneyRate('nrr', of).value,
          n: of.paidAtStart,
          smallSample: of.paidAtStart > 0 && of.paidAtStart < 30,
        }
      }),
    },
    tables: shownDimensions(input).map((dimension) => dimensionTable(input, result, dimension)),
  }
}
