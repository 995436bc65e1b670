import type { Period } from '../calendar.ts'
import type { Funnel } from '../funnel.ts'
import type { Parameter } from '../literal.ts'
import type { ReportSpan } from '../period.ts'
import type { Row } from '../ports.ts'
import type { ReportData } from '../report-data.ts'

/** What a report is asked for, with every default filled in. */
export interface ReportInput {
  readonly funnel: Funnel
  readonly period: ReportSpan
  /** Kind of the cohort rows, and the local days `[startsOn, endsOn)` that they cover. */
  readonly cohorts: {
    readonly by: Period['kind']
    readonly startsOn: string
    readonly endsOn: string
  }
}

/** A query of the catalog's `reports` folder with its parameters. */
export interface ReportQuery {
  readonly query: string
  readonly parameters: Readonly<Record<string, Parameter>>
}

/** Rows by the names that `queries` gave. */
export type ReportRows<Name extends string> = Readonly<Record<Name, readonly Row[]>>

export type ReportBody = Pick<ReportData, 'headline' | 'figures' | 'sections' | 'notes'>

/** A report: its queries, and the pure function from their rows to what is shown. */
export interface ReportDefinition {
  readonly id: string
  readonly title: string
  queries(input: ReportInput): Readonly<Record<string, ReportQuery>>
  body(input: ReportInput, rows: ReportRows<string>): ReportBody
}
