import { tenThousandths } from '../../money.ts'
import type { RateCell, Section, Table } from '../../report-data.ts'
import { ratio } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { isSmall, periodWindow, receipt, shareOf } from '../parts.ts'
import { dueTables } from './due.ts'
import {
  closestDimension,
  countColumn,
  dimensionTitle,
  money,
  moneyColumn,
  rateColumn,
  yearWindow,
} from './parts.ts'
import type { RenewalRow, RetentionResult, Span } from './rows.ts'

export const renewalMeaning =
  'Terms that end in the period and were renewed by 30 days after / those renewed or lost; a term without renewal is pending until then and out of the rate.'

/** Terms of one span and value by what became of them, and their money in ten-thousandths. */
export interface Renewals {
  readonly renewed: number
  readonly lost: number
  readonly pending: number
  readonly toCome: number
  readonly unrated: number
  /** Monthly money that was due of those renewed or lost, and what of it was kept. */
  readonly due: bigint
  readonly kept: bigint
}

/** Sums rows of one span and value; all 0 without rows. */
export function renewalsOf(rows: readonly RenewalRow[]): Renewals {
  const terms = (state: RenewalRow['state']) =>
    rows.filter((row) => row.state === state).reduce((sum, row) => sum + row.terms, 0)
  const decided = rows.filter(({ state }) => state === 'renewed' || state === 'lost')
  const sum = (column: 'due' | 'kept') =>
    decided.reduce((total, row) => total + tenThousandths(row[column]), 0n)
  return {
    renewed: terms('renewed'),
    lost: terms('lost'),
    pending: terms('pending'),
    toCome: terms('to come'),
    unrated: decided.reduce((total, row) => total + row.unrated, 0),
    due: sum('due'),
    kept: sum('kept'),
  }
}

export const spanRenewals = (
  { renewals }: RetentionResult,
  span: Span,
  dimension = 'all',
  value = 'all',
): Renewals =>
  renewalsOf(
    renewals.filter(
      (row) => row.span === span && row.dimension === dimension && row.value === value,
    ),
  )

export const renewalRate = ({ renewed, lost }: Renewals): RateCell =>
  shareOf(renewed, renewed + lost)

/** Kept / due of the terms that are decided; no interval for money. */
export const keptRate = ({ due, kept, renewed, lost }: Renewals): RateCell => ({
  value: due > 0n ? ratio(Number(kept), Number(due)) : null,
  interval: null,
  smallSample: isSmall(renewed + lost),
})

const noTerm = 'no term is decided'

const columns = [
  countColumn('renewed', 'Renewed'),
  countColumn('lost', 'Lost'),
  countColumn('pending', 'Pending', 'Ended less than 30 days before the as-of'),
  rateColumn('rate', 'Renewal rate', 'Renewed / (renewed + lost)', noTerm),
  rateColumn('with_pending', 'If none pending renews', 'Pending counted as lost', noTerm),
  moneyColumn('due', 'Due', 'Monthly money of those renewed or lost'),
  moneyColumn('kept', 'Kept', 'The lesser of old and new price'),
  rateColumn('kept_rate', 'Money kept', 'Kept / due', noTerm),
]

const cells = (of: Renewals) => ({
  renewed: of.renewed,
  lost: of.lost,
  pending: of.pending,
  rate: renewalRate(of),
  with_pending: shareOf(of.renewed, of.renewed + of.lost + of.pending),
  due: money(of.due),
  kept: money(of.kept),
  kept_rate: keptRate(of),
})

function spansTable(input: ReportInput, result: RetentionResult): Table {
  return {
    id: 'renewals',
    title: 'Renewals',
    description:
      'Terms by the day on which they end. While some are pending the rate leans high, because renewals come before losses are certain: the rate beside it counts them as lost.',
    columns: [
      { id: 'span', label: 'Span', unit: 'text' },
      ...columns,
      countColumn('to_come', 'To come', 'Terms that end after the as-of'),
    ],
    rows: (['period', 'year'] as const).map((span) => {
      const of = spanRenewals(result, span)
      return { span: span === 'period' ? 'Period' : 'Year', ...cells(of), to_come: of.toCome }
    }),
    receipt: receipt(
      'retention_renewals',
      `${renewalMeaning} Wilson 95 % interval.`,
      'by count (default); money as min(new, old) / old at the rates of the day of the end',
      `${periodWindow(input, 'terms that end')}; year ${yearWindow(input)}`,
    ),
  }
}

const bands = ['below 40 %', '40 to 70 %', '70 % and more', 'no usage']

function valuesIn({ renewals }: RetentionResult, dimension: string): string[] {
  const values = new Set(
    renewals.filter((row) => row.dimension === dimension).map((row) => row.value),
  )
  return dimension === 'adoption' ? bands.filter((band) => values.has(band)) : [...values].sort()
}

function dimensionTable(input: ReportInput, result: RetentionResult, dimension: string): Table {
  const title = dimension === 'adoption' ? 'adoption before the end' : dimensionTitle(dimension)
  return {
    id: `renewals_by_${dimension}`,
    title: `Renewals by ${title}`,
    description: `Terms that end in the year ${yearWindow(input)}.${
      dimension === 'adoption'
        ? ' Adoption is the share of paid seats in use in the last whole month with usage before the end.'
        : ''
    }`,
    columns: [{ id: dimension, label: title, unit: 'text' }, ...columns],
    rows: valuesIn(result, dimension).map((value) => ({
      [dimension]: value,
      ...cells(spanRenewals(result, 'year', dimension, value)),
    })),
    receipt: receipt(
      'retention_renewals',
      renewalMeaning,
      'over the year; by count (default), by money',
      `terms that end ${yearWindow(input)}`,
    ),
  }
}

/** What came up for renewal and what is about to. */
export const renewalsSection = (input: ReportInput, result: RetentionResult): Section => ({
  id: 'renewals',
  title: 'What was renewed, and what is due next',
  tables: [
    spansTable(input, result),
    dimensionTable(input, result, 'adoption'),
    dimensionTable(input, result, closestDimension(input)),
    ...dueTables(result),
  ],
})
