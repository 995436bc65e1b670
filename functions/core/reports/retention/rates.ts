import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt } from '../parts.ts'
import { logoChurn, type MoneyRate, moneyRate, moneyRateCell, spanMovements } from './movements.ts'
import { countColumn, money, moneyColumn, rateColumn, yearWindow } from './parts.ts'
import type { MovementRow, RetentionResult } from './rows.ts'
import { subscribersTables } from './subscribers.ts'

export const rateMeanings: Readonly<Record<MoneyRate, { label: string; meaning: string }>> = {
  nrr: {
    label: 'Net revenue retention',
    meaning:
      '(Start - churn - contraction + expansion) / start, of accounts that paid at the start.',
  },
  grr: {
    label: 'Gross revenue retention',
    meaning: 'Sum of the lesser of start and end / start, of accounts that paid at the start.',
  },
  reactivation: {
    label: 'Reactivation',
    meaning: 'What returned / start: beside net revenue retention, not in it.',
  },
  gross_churn: { label: 'Gross MRR churn', meaning: '(Churn + contraction) / start.' },
  net_churn: {
    label: 'Net MRR churn',
    meaning: '(Churn + contraction - expansion - reactivation) / start.',
  },
  daily_net_churn: {
    label: 'Net churn, daily formula',
    meaning: '(Start - (end - new)) / start, the end at the rates of the start.',
  },
}

const rateOrder: readonly MoneyRate[] = [
  'nrr',
  'grr',
  'reactivation',
  'gross_churn',
  'net_churn',
  'daily_net_churn',
]

function ratesTable(input: ReportInput, { movements }: RetentionResult): Table {
  const period = spanMovements(movements, 'period')
  const year = spanMovements(movements, 'year')
  return {
    id: 'retention_rates',
    title: 'Revenue retention and churn',
    description: `The period beside the year that ends with it (${yearWindow(input)}). All at the exchange rates of each start.`,
    columns: [
      { id: 'rate', label: 'Rate', unit: 'text' },
      moneyColumn('numerator', 'Numerator'),
      moneyColumn('start', 'Start'),
      rateColumn('period', 'Period'),
      moneyColumn('year_numerator', 'Numerator, year'),
      moneyColumn('year_start', 'Start, year'),
      rateColumn('year', 'Year'),
      { id: 'meaning', label: 'Meaning', unit: 'text' },
    ],
    rows: rateOrder.map((rate) => ({
      rate: rateMeanings[rate].label,
      numerator: money(moneyRate(rate, period).numerator),
      start: money(period.start),
      period: moneyRateCell(rate, period),
      year_numerator: money(moneyRate(rate, year).numerator),
      year_start: money(year.start),
      year: moneyRateCell(rate, year),
      meaning: rateMeanings[rate].meaning,
    })),
    receipt: receipt(
      'retention_movements',
      'Each rate / monthly recurring revenue at the start, pooled over accounts; no interval for money.',
      'net per account; over the period (default), over the year',
      `${periodWindow(input, 'movements')}; year ${yearWindow(input)}`,
    ),
  }
}

function logosTable(input: ReportInput, { movements }: RetentionResult): Table {
  return {
    id: 'logo_churn',
    title: 'Accounts that stopped paying',
    description:
      'Accounts with recurring revenue at the start, and those of them without at the end.',
    columns: [
      { id: 'span', label: 'Span', unit: 'text' },
      countColumn('start', 'Paid at the start'),
      countColumn('churned', 'Stopped'),
      rateColumn('logo_churn', 'Logo churn'),
      countColumn('new', 'New'),
      countColumn('returned', 'Returned'),
      countColumn('end', 'Paid at the end'),
    ],
    rows: (['period', 'year'] as const).map((span) => {
      const of = spanMovements(movements, span)
      return {
        span: span === 'period' ? 'Period' : 'Year',
        start: of.paidAtStart,
        churned: of.accounts.churn,
        logo_churn: logoChurn(of),
        new: of.accounts.new,
        returned: of.accounts.reactivation,
        end: of.paidAtEnd,
      }
    }),
    receipt: receipt(
      'retention_movements',
      'Accounts that paid at the start and not at the end / accounts that paid at the start. Wilson 95 % interval.',
      'by account; a paused subscription does not pay',
      `${periodWindow(input, 'accounts')}; year ${yearWindow(input)}`,
    ),
  }
}

/** The labels of the months that have rows, in order. */
const monthsIn = (movements: readonly MovementRow[]): string[] =>
  [...new Set(movements.map((row) => row.span))].filter((span) => /^\d{4}-\d\d$/.test(span)).sort()

function monthsTable({ movements }: RetentionResult): Table {
  return {
    id: 'mrr_by_month',
    title: 'Month by month',
    description:
      'Each month from its own start to its own end; months without recurring revenue are left out.',
    columns: [
      { id: 'month', label: 'Month', unit: 'text' },
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
      countColumn('paid_at_start', 'Accounts', 'Paid when the month began'),
      rateColumn('logo_churn', 'Logo churn'),
    ],
    rows: monthsIn(movements).map((month) => {
      const of = spanMovements(movements, month)
      return {
        month,
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
        paid_at_start: of.paidAtStart,
        logo_churn: logoChurn(of),
      }
    }),
    receipt: receipt(
      'retention_movements',
      'Movements of each calendar month, net per account, at the rates of its first day.',
      'net per account and month',
      'calendar months up to the end of the period',
    ),
  }
}

/** How much of the revenue stays, in the period, in the year and month by month. */
export function ratesSection(input: ReportInput, result: RetentionResult): Section {
  const months = monthsIn(result.movements)
  const line = (rate: MoneyRate) =>
    months.map((month) => moneyRate(rate, spanMovements(result.movements, month)).value)
  return {
    id: 'retention',
    title: 'How much of the revenue stays, month by month',
    chart: {
      kind: 'line',
      unit: 'rate',
      labels: months,
      series: [
        { label: 'NRR', values: line('nrr') },
        { label: 'GRR', values: line('grr') },
      ],
    },
    tables: [
      ratesTable(input, result),
      logosTable(input, result),
      monthsTable(result),
      ...subscribersTables(input, result),
    ],
  }
}
