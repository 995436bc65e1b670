import { formatInstant, formatPeriod } from './format.ts'
import { html } from './markup.ts'
import { renderPage } from './page.ts'

/** One published revision, as the index page lists it; `path` is relative to the index page. */
export interface IndexEntry {
  readonly path: string
  readonly report: string
  readonly title: string
  readonly period: string
  readonly asOf: string
  readonly funnel: string
  readonly headline: string
}

/** The list of published reports, newest as-of first. */
export function renderIndex(entries: readonly IndexEntry[]): string {
  const newest = [...entries].sort((a, b) => (a.asOf < b.asOf ? 1 : -1))
  const body = html`<main><h1>Reports</h1><ul>
${newest.map((entry) => html`<li><a href="${entry.path}/index.html">${entry.title}, ${formatPeriod(entry.period)}</a> ${formatInstant(entry.asOf, 'UTC')} ${entry.headline}</li>`)}
</ul></main>`
  return renderPage('Reports', body)
}
