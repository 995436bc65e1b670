import { formatInstant, formatPeriod } from './format.ts'
import { html, type Markup } from './markup.ts'
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

/** The page that lists every published report: by report, newest first; says what to do when empty. */
export function renderIndex(entries: readonly IndexEntry[]): string {
  const newest = [...entries].sort(byAge)
  const reports = groupBy(newest, (entry) => entry.report)
  const body = html`<div class="sheet">
<header class="top">
<h1>Funnel metrics</h1>
<p class="headline">${newest.length > 0 ? 'Reports' : 'No report yet'}</p>
</header>
<main id="main">
${newest.length > 0 ? reports.map(renderReport) : emptyState}
</main>
</div>`
  return renderPage('Reports', body)
}

const emptyState = html`<div class="empty">
<p>Reports appear here after the next build. Send events to <code>POST /v1/events</code>, or load a file
with <code>npm run import</code>; <code>npm run report -- conversion --period all</code> asks for one at once.</p>
</div>`

function renderReport(entries: readonly IndexEntry[]): Markup {
  const [first] = entries
  const id = `report-${first?.report}`
  const pages = groupBy(entries, (entry) => JSON.stringify([entry.period, entry.funnel]))
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${first?.title}</h2>
<ul class="entries">
${pages.map(renderRevisions)}
</ul>
</section>`
}

/** The newest revision of a period and funnel in full, those before it folded under it. */
function renderRevisions([latest, ...earlier]: readonly IndexEntry[]): Markup | null {
  if (latest === undefined) return null
  const word = earlier.length === 1 ? 'revision' : 'revisions'
  return html`<li>
<h3><a href="${latest.path}/index.html">${formatPeriod(latest.period)}</a></h3>
<p>${latest.headline}</p>
<p class="basis">${latest.funnel}, as of ${asOfText(latest)}</p>
${
  earlier.length > 0 &&
  html`<details><summary>${earlier.length} earlier ${word}<span class="hidden"> of ${formatPeriod(latest.period)}</span></summary>
<ul>${earlier.map((entry) => html`<li><a href="${entry.path}/index.html">as of ${asOfText(entry)}</a></li>`)}</ul></details>`
}
</li>`
}

function asOfText({ asOf }: IndexEntry): string {
  return `${formatInstant(asOf, 'UTC')} UTC`
}

/** Newest as-of first; the path settles equal ones, so that the same list gives the same page. */
function byAge(a: IndexEntry, b: IndexEntry): number {
  const [left, right] = [`${a.asOf} ${a.path}`, `${b.asOf} ${b.path}`]
  if (left === right) return 0
  return left < right ? 1 : -1
}

/** Groups in order of their first members, which is newest first here. */
function groupBy(
  entries: readonly IndexEntry[],
  keyOf: (entry: IndexEntry) => string,
): readonly (readonly IndexEntry[])[] {
  return [...Map.groupBy(entries, keyOf).values()]
}
