/** Charts as data: what is drawn, never how. */

import type { Interval, Unit } from './report-data.ts'

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

/** One cell per row and column; null in a cell that is not complete yet, drawn hatched. */
export interface HeatmapChart {
  readonly kind: 'heatmap'
  readonly unit: Unit
  /** What the columns count, such as `months since the first payment`. */
  readonly columnTitle: string
  readonly columns: readonly string[]
  readonly rows: readonly {
    readonly label: string
    /** What the row's values are shares or means of. */
    readonly n?: number
    readonly values: readonly (number | null)[]
  }[]
}

/** From the first bar to the last: a `total` stands on the axis, a `change` on what came before. */
export interface WaterfallChart {
  readonly kind: 'waterfall'
  readonly unit: Unit
  readonly bars: readonly {
    readonly label: string
    readonly role: 'total' | 'change'
    readonly value: number
  }[]
}

export type Chart = FunnelChart | BarsChart | LineChart | HeatmapChart | WaterfallChart
