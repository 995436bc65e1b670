import type { Alert } from '#core/alerts.ts'
import { formatInterval, formatPeriod, formatValue, unitLabel } from '#core/format.ts'
import type { ReportData } from '#core/report-data.ts'
import { html } from './markup.ts'

function amount(value: number, { figure }: Alert, { currency }: ReportData): string {
  return `${formatValue(value, figure.unit)} ${unitLabel(figure.unit, currency)}`.trim()
}

function threshold(alert: Alert, data: ReportData): string {
  const { above, below } = alert.rule
  return above === undefined
    ? `below ${amount(below ?? 0, alert, data)}`
    : `above ${amount(above, alert, data)}`
}

/** One line that says what happened. */
export function alertSubject(alert: Alert, data: ReportData): string {
  const { figure, kind } = alert
  const now = amount(Number(figure.value), alert, data)
  const period = formatPeriod(data.period.label)
  return kind === 'breach'
    ? `${figure.label} ${now} in ${period}: ${threshold(alert, data)} for two periods`
    : `${figure.label} ${now} in ${period}: no longer ${threshold(alert, data)}`
}

/** A mail with the figure and its receipt, in plain HTML that every mail program shows. */
export function renderAlert(alert: Alert, data: ReportData): string {
  const { figure } = alert
  const { receipt } = figure
  const rows: readonly (readonly [string, string | number | null | undefined])[] = [
    ['Figure', figure.label],
    ['Value', amount(Number(figure.value), alert, data)],
    ['Threshold', threshold(alert, data)],
    ['Interval', figure.interval ? formatInterval(figure.interval, figure.unit) : null],
    ['Period', formatPeriod(data.period.label)],
    ['Definition', receipt.definition],
    ['Variant', receipt.variant],
    ['Numerator', receipt.numerator],
    ['Denominator', receipt.denominator ?? figure.n],
    ['Window', receipt.window],
    ['Query', receipt.query],
    ['As of', data.asOf],
    ['Revision', data.revision],
  ]
  const shown = rows.filter(([, value]) => value !== null && value !== undefined)
  return html`<!doctype html>
<html lang="en"><body>
<p><strong>${alertSubject(alert, data)}</strong></p>
<table>${shown.map(([name, value]) => html`<tr><th align="left">${name}</th><td>${value}</td></tr>`)}</table>
</body></html>
`.markup
}
