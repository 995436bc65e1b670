import type { FunnelInput } from './funnel.ts'
import type { ReportData } from './report-data.ts'

/** Names of the schemas that one deployment uses; `views` is what analysts query. */
export interface Schemas {
  readonly lake: string
  readonly slots: readonly [string, string]
  readonly scratch: string
  readonly views: string
}

export interface RefreshResult {
  readonly status: 'nothing_new' | 'merged'
  readonly objects: number
}

export interface BuildRequest {
  /** Moment before which events count; default is the clock's time minus the settle time. */
  readonly cut?: string
}

export interface BuildResult {
  readonly schema: string
  readonly cut: string
  readonly models: number
}

export interface ReportRequest {
  readonly report: string
  /** Calendar label, range `a..b` (end included) or `all`; default the last month complete at the as-of. */
  readonly period?: string
  /** Rows of the cohort table: day, week, month, quarter, year, fiscal_quarter or fiscal_year. */
  readonly by?: string
  /** Id of a funnel of the settings, or a definition that need not be in the live build. */
  readonly funnel?: string | FunnelInput
  /** ISO instant; default the cut of the live build. */
  readonly asOf?: string
  /** Dimension of breakdowns, leaks and mix, such as `region`; default channel, region and segment. */
  readonly dimension?: string
  /** Which value of the dimension counts: `entry` (default), `last`, `every`, `step <n>` or a stage id. */
  readonly attribution?: string
  /** A period as in `period`, or `<dimension>=<a>..<b>` for two of its values. */
  readonly compare?: string
  /** A date: the review holds the days from it to the period's end against as many before it. */
  readonly split?: string
  /** `known` (default): what had been received by the as-of; `replayed`: what had been recorded by then. */
  readonly basis?: string
  /** What is supposed instead of what happened, as `parseScenario` takes it. */
  readonly scenario?: string
}

export interface PublishedReport {
  /** `reports/<report>/<period>/<revision>`: index.html, report.json, <table>.csv and run.json are below it. */
  readonly path: string
  readonly data: ReportData
  /** False when this revision had been published before and was read back. */
  readonly created: boolean
}

export interface DeliverRequest {
  /** Folder of the published report; absent when everything that is still open is to be sent again. */
  readonly path?: string
  /** Report set of the settings whose recipients get it. */
  readonly set?: string
}

/** How many messages were sent, had been sent before, and are being sent by another run. */
export interface DeliverResult {
  readonly sent: number
  readonly known: number
  readonly busy: number
}
