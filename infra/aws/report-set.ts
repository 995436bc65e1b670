/** What is published when, and who gets it. */
export interface ReportSet {
  /** `cron(...)` or `rate(...)`. */
  readonly cron: string
  /** Ids of the reports to publish. */
  readonly reports: readonly string[]
  /** The last complete period of this kind is covered. */
  readonly period: string
  /** Runs in the seven days from this day on, not in the next seven. @default every week */
  readonly everyTwoWeeksFrom?: string
  /** Addresses that each report is mailed to. */
  readonly recipients: readonly string[]
  /** Secret `<deployment>/<this>` with the address of a Slack webhook. @default no message */
  readonly slackSecret?: string
}
