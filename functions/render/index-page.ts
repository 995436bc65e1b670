import { formatInstant, formatPeriod } from '#core/format.ts'
import { html, type Markup } from './markup.ts'
import { renderPage } from './page.ts'

/** One published revision, as the index page lists it; `path` is relative to the index page. */
export interface IndexEntry {
  readonly path: string
  readonly report: string
  readonly title: string
  readonly period: string
  readonly startsOn?: string
  readonly asOf: string
  readonly funnel: string
  readonly headline: string
}

/** In the order in which leadership reads them; others follow by name. */
const order = ['review', 'conversion', 'velocity', 'pipeline', 'unit-economics', 'cohort']

/**
 * The page that lists every published report: by period, the latest first, with a list of the periods
 * to switch between; says what to do when empty.
 */
export function renderIndex(entries: readonly IndexEntry[]): string {
  const newest = [...entries].sort(byAge)
  const periods = groupBy(newest, (entry) => entry.period).toSorted(byPeriod)
  const body = html`<div class="sheet">
<header class="top">
<h1>Funnel metrics</h1>
<p class="headline">${newest.length > 0 ? 'Reports' : 'No report yet'}</p>
</header>
<div class="body">
${periods.length > 0 && renderSwitcher(periods)}
<main id="main">
${periods.length > 0 ? periods.map(renderPeriod) : emptyState}
</main>
</div>
</div>`
  return renderPage('Reports', body)
}

const emptyState = html`<div class="empty">
<p>Reports appear here after the next build. Send events to <code>POST /v1/events</code>, or load a file
with <code>npm run import</code>; <code>npm run report -- conversion --period all</code> asks for one at once.</p>
</div>`

const periodId = (label: string) => `period-${label}`

function renderSwitcher(periods: readonly (readonly IndexEntry[])[]): Markup {
  const labels = periods.map(([first]) => first?.period ?? '')
  return html`<nav class="contents" aria-labelledby="periods-title">
<h2 id="periods-title">Periods</h2>
<ul>${labels.map((label) => html`<li><a href="#${periodId(label)}">${formatPeriod(label)}</a></li>`)}</ul>
</nav>`
}

function renderPeriod(entries: readonly IndexEntry[]): Markup {
  const label = entries[0]?.period ?? ''
  const id = periodId(label)
  const pages = groupBy(entries, (entry) => JSON.stringify([entry.report, entry.funnel]))
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${formatPeriod(label)}</h2>
<ul class="entries">
${pages.toSorted(byReport).map(renderRevisions)}
</ul>
</section>`
}

/** The newest revision of a period and funnel in full, those before it folded under it. */
function renderRevisions([latest, ...earlier]: readonly IndexEntry[]): Markup | null {
  if (latest === undefined) return null
  const word = earlier.length === 1 ? 'revision' : 'revisions'
  return html`<li>
<h3><a href="${latest.path}/index.html">${latest.title}</a></h3>
<p>${latest.headline}</p>
<p class="basis">${latest.funnel}, as of ${asOfText(latest)}</p>
${
  earlier.length > 0 &&
  html`<details><summary>${earlier.length} earlier ${word}<span class="hidden"> of ${latest.title}</span></summary>
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

/** The latest first day first; entries listed before there was one come last. */
function byPeriod([a]: readonly IndexEntry[], [b]: readonly IndexEntry[]): number {
  return `${b?.startsOn ?? ''} ${b?.period}` < `${a?.startsOn ?? ''} ${a?.period}` ? -1 : 1
}

function placeOf(entry: IndexEntry | undefined): number {
  const place = order.indexOf(entry?.report ?? '')
  return place === -1 ? order.length : place
}

function byReport([a]: readonly IndexEntry[], [b]: readonly IndexEntry[]): number {
  return placeOf(a) - placeOf(b) || `${a?.report}`.localeCompare(`${b?.report}`, 'en')
}

/** Groups in order of their first members, which is newest first here. */
function groupBy(
  entries: readonly IndexEntry[],
  keyOf: (entry: IndexEntry) => string,
): readonly (readonly IndexEntry[])[] {
  return [...Map.groupBy(entries, keyOf).values()]
}

/** A page that leads on to the newest revision of a report's period, so that others can link to it. */
export function renderForward(revision: string, title: string): string {
  const target = `${encodeURIComponent(revision)}/index.html`
  return renderPage(
    title,
    html`<main id="main" class="sheet"><p><a href="${target}">${title}</a></p></main>`,
    html`<meta http-equiv="refresh" content="0; url=${target}">`,
  )
}
