/** What a report is made of: pure data, the only thing renderers see. */

import type { Chart } from './chart.ts'

export type Basis = 'known' | 'replayed'

/**
 * How a number is shown; durations are in days or hours, `rate` is a fraction, `multiple` a quotient
 * such as 3.2 times, `score` a plain number with one decimal.
 */
export type Unit =
  | 'count'
  | 'rate'
  | 'duration_days'
  | 'duration_hours'
  | 'months'
  | 'money'
  | 'multiple'
  | 'score'
  | 'text'
  | 'date'

/** Where a figure comes from: enough to find its definition and to compute it again. */
export interface Receipt {
  readonly definition: string
  readonly variant: string
  readonly numerator?: number | null
  readonly denominator?: number | null
  readonly window: string
  readonly query: string
}

export interface Interval {
  readonly low: number
  readonly high: number
}

/** What a figure was before, and how far it moved. */
export interface FigureChange {
  /** What it is held against, such as `2026-09`. */
  readonly against: string
  /** On what condition, such as `at the same age`. */
  readonly condition?: string
  readonly before: number | null
  readonly difference: number | null
  /** Difference / before; null where that says nothing. */
  readonly relative: number | null
  /** Of the difference, where both are counted shares. */
  readonly interval?: Interval | null
  /** `unclear` when chance or the threshold of the unit covers the difference. */
  readonly verdict: 'better' | 'worse' | 'unclear' | null
}

export interface Figure {
  readonly id: string
  readonly label: string
  readonly value: number | string | null
  readonly unit: Unit
  readonly interval?: Interval | null
  /** The denominator or number of observations. */
  readonly n?: number | null
  /** n is below 30. */
  readonly smallSample?: boolean
  /** Why the value is null. */
  readonly missing?: string
  readonly changes?: readonly FigureChange[]
  readonly target?: { readonly value: number; readonly reached: boolean | null }
  /** The report that explains it; its page of the same period is linked. */
  readonly report?: string
  readonly receipt: Receipt
}

export interface TableColumn {
  readonly id: string
  readonly label: string
  readonly unit: Unit
  /** What the column counts, in a few words. */
  readonly description?: string
  /** Why a cell of this column may be empty. */
  readonly missing?: string
}

/** A cell is shown by its column's unit; a rate may carry its Wilson interval. */
export interface RateCell {
  readonly value: number | null
  readonly interval: Interval | null
  readonly smallSample: boolean
  /** Share of the denominator that is old enough to be judged; below 1 the rate will still change. */
  readonly maturity?: number
}

export type TableCell = string | number | null | RateCell

export interface Table {
  readonly id: string
  readonly title: string
  /** One sentence on what one row is and how to read it. */
  readonly description: string
  readonly columns: readonly TableColumn[]
  readonly rows: readonly Readonly<Record<string, TableCell>>[]
  readonly receipt: Receipt
}

export interface Section {
  readonly id: string
  /** A plain title that says what the section shows. */
  readonly title: string
  readonly chart?: Chart
  readonly tables: readonly Table[]
}

/** Something the reader must know: data problems, exclusions; named by examples where there are. */
export interface Note {
  readonly code: string
  readonly text: string
  readonly count?: number
  readonly examples?: readonly string[]
}

/** A sentence made from the numbers by rule, with the table that it stands on. */
export interface Finding {
  readonly text: string
  readonly table: string
  /** The report of the same period that says more. */
  readonly report?: string
}

export interface ReportPeriod {
  readonly label: string
  /** First day, and the day after the last. */
  readonly startsOn: string
  readonly endsOn: string
}

export interface ReportData {
  readonly report: string
  readonly title: string
  /** What the reader should take away, made from the numbers by rule. */
  readonly headline: string
  readonly funnel: { readonly id: string; readonly title: string }
  readonly period: ReportPeriod
  readonly asOf: string
  readonly basis: Basis
  /** What was supposed instead of what happened; every page says so. */
  readonly scenario?: string
  readonly zone: string
  /** ISO 4217 code of every money value; absent when the report has none. */
  readonly currency?: string
  /** What changed, why, and what to do, most important first. */
  readonly findings?: readonly Finding[]
  readonly figures: readonly Figure[]
  readonly sections: readonly Section[]
  readonly notes: readonly Note[]
  /** SHA-256 by name (sql, funnel, settings, reference), shown with the receipts. */
  readonly hashes: Readonly<Record<string, string>>
  readonly revision: string
}
