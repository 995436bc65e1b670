import type { Period } from '../calendar.ts'
import type { Funnel } from '../funnel.ts'
import type { Dimension } from '../journey-columns.ts'
import type { Parameter } from '../literal.ts'
import type { ReportSpan } from '../period.ts'
import type { Row } from '../ports.ts'
import type { Figure, ReportData } from '../report-data.ts'
import type { Settings } from '../settings.ts'

/** Whose value of a dimension a try counts under: that of its entry, of another moment, or each. */
export type Attribution =
  | { readonly at: 'entry' | 'last' | 'every' }
  | { readonly at: 'step'; readonly step: number }

/** What the period is held against: another period, or two values of one dimension in it. */
export type Comparison =
  | { readonly with: 'period'; readonly span: ReportSpan }
  | {
      readonly with: 'segment'
      readonly dimension: Dimension
      readonly first: string
      readonly second: string
    }

/** What a report is asked for, with every default filled in. */
export interface ReportInput {
  readonly funnel: Funnel
  readonly period: ReportSpan
  readonly settings: Settings
  /** Kind of the cohort rows, and the local days `[startsOn, endsOn)` that they cover. */
  readonly cohorts: {
    readonly by: Period['kind']
    readonly startsOn: string
    readonly endsOn: string
  }
  /** Local days behind figures that need history: the period, at least the year that ends with it. */
  readonly trend: Pick<ReportSpan, 'startsOn' | 'endsOn'>
  /** The period before and the same period a year before; null where there is none, or it is the same. */
  readonly previous: ReportSpan | null
  readonly yearBefore: ReportSpan | null
  /** Dimensions to break down by, the first of which the report looks at closest. */
  readonly dimensions: readonly [Dimension, ...Dimension[]]
  readonly attribution: Attribution
  readonly comparison: Comparison | null
  /** The days before and after a chosen date, as many of each; null without a date. */
  readonly split?: { readonly before: ReportSpan; readonly after: ReportSpan } | null
}

/** A query of the catalog's `reports` folder with its parameters. */
export interface ReportQuery {
  readonly query: string
  readonly parameters: Readonly<Record<string, Parameter>>
}

/** Rows by the names that `queries` gave. */
export type ReportRows<Name extends string> = Readonly<Record<Name, readonly Row[]>>

export type ReportBody = Pick<
  ReportData,
  'headline' | 'findings' | 'figures' | 'sections' | 'notes' | 'currency'
>

/** Figures that other pages quote: the queries they need, and the pure function from their rows. */
export interface KeyFigures {
  queries(input: ReportInput): Readonly<Record<string, ReportQuery>>
  figures(input: ReportInput, rows: ReportRows<string>): readonly Figure[]
}

/** A report: its queries, and the pure function from their rows to what is shown. */
export interface ReportDefinition {
  readonly id: string
  readonly title: string
  queries(input: ReportInput): Readonly<Record<string, ReportQuery>>
  body(input: ReportInput, rows: ReportRows<string>): ReportBody
  readonly keyFigures?: KeyFigures
  /** The page lists what later data changed in every published report, not in itself alone. */
  readonly readsPublished?: boolean
}
