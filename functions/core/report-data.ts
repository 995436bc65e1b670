/** What a report is made of: pure data, the only thing renderers see. */

export type Basis = 'known' | 'replayed'

/** How a number is shown; durations are in days or hours, `rate` is a fraction. */
export type Unit = 'count' | 'rate' | 'duration_days' | 'duration_hours' | 'money' | 'text' | 'date'

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

/** One bar per stage: count, step rate and overall rate, drawn from the top down. */
export interface FunnelChart {
  readonly kind: 'funnel'
  readonly bars: readonly {
    readonly label: string
    readonly group: string
    readonly count: number
    readonly stepRate: number | null
    readonly overallRate: number | null
  }[]
}

/** One horizontal bar per row, with its interval where there is one. */
export interface BarsChart {
  readonly kind: 'bars'
  readonly unit: Unit
  readonly bars: readonly {
    readonly label: string
    readonly value: number | null
    readonly interval?: Interval | null
    readonly n?: number | null
    readonly smallSample?: boolean
  }[]
}

/**
 * One line per series over shared labels; null is a gap. `low` and `high` draw intervals, `steps`
 * makes the lines hold each value up to the next label.
 */
export interface LineChart {
  readonly kind: 'line'
  readonly unit: Unit
  readonly steps?: boolean
  readonly labels: readonly string[]
  readonly series: readonly {
    readonly label: string
    readonly values: readonly (number | null)[]
    readonly low?: readonly (number | null)[]
    readonly high?: readonly (number | null)[]
  }[]
}

export type Chart = FunnelChart | BarsChart | LineChart

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
  readonly zone: string
  /** ISO 4217 code of every money value; absent when the report has none. */
  readonly currency?: string
  readonly figures: readonly Figure[]
  readonly sections: readonly Section[]
  readonly notes: readonly Note[]
  /** SHA-256 by name (sql, funnel, settings, reference), shown with the receipts. */
  readonly hashes: Readonly<Record<string, string>>
  readonly revision: string
}
