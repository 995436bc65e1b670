import { dayBefore, formatCount, formatDate, formatInstant, formatPeriod } from '#core/format.ts'
import type { Finding, Note, ReportData, Section } from '#core/report-data.ts'
import { renderChart } from './charts.ts'
import { reportLink } from './figure-change.ts'
import { renderFigure } from './figures.ts'
import { html, type Markup } from './markup.ts'
import { renderPage } from './page.ts'
import { basisText } from './receipt.ts'
import { renderTable } from './tables.ts'

/**
 * Report data as one self-contained HTML file: inline style and SVG, no script, no request, the same
 * bytes for the same data. Every text from data is escaped.
 */
export function renderHtml(data: ReportData): string {
  const body = html`<div class="sheet">
${renderHeader(data)}
<div class="body">
${renderContents(data)}
<main id="main">
${renderFindings(data)}
${
  data.figures.length > 0 &&
  html`<section id="figures" aria-labelledby="figures-title">
<h2 id="figures-title">Headline figures</h2>
<ul class="figures">
${data.figures.map((figure) => renderFigure(figure, data))}
</ul>
</section>`
}
${data.sections.map((section) => renderSection(section, data))}
${renderNotes(data.notes)}
</main>
</div>
${renderFooter(data)}
</div>`
  return renderPage(`${data.title}, ${formatPeriod(data.period.label)}`, body)
}

function renderHeader(data: ReportData): Markup {
  return html`<header class="top">
<p class="trail"><a href="../../../index.html">All reports</a></p>
<h1>${data.title}, ${formatPeriod(data.period.label)}</h1>
<p class="headline">${data.headline}</p>
${data.scenario && html`<p class="scenario"><strong>What if</strong> ${data.scenario}. These numbers did not happen.</p>`}
<dl class="facts">
<div><dt>Period</dt><dd>${periodText(data)}</dd></div>
<div><dt>Funnel</dt><dd>${data.funnel.title}</dd></div>
<div><dt>As of</dt><dd>${formatInstant(data.asOf, data.zone)} <span class="plain">${data.zone}</span></dd></div>
<div><dt>Basis</dt><dd>${data.basis}</dd></div>
${data.notes.length > 0 && html`<div><dt>Data</dt><dd><a href="#notes">${noteCount(data.notes)}</a></dd></div>`}
</dl>
</header>`
}

/** The sentences that leadership reads, each with the table that it stands on. */
function renderFindings(data: ReportData): Markup | null {
  const { findings = [] } = data
  if (findings.length === 0) return null
  return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">What changed and what to do</h2>
<ol class="findings">
${findings.map((finding) => renderFinding(finding, data))}
</ol>
</section>`
}

function renderFinding({ text, table, report }: Finding, data: ReportData): Markup {
  return html`<li>${text} <a href="#table-${table}">See the numbers</a>${
    report !== undefined && html` or <a href="${reportLink(report, data)}">the whole report</a>`
  }</li>
`
}

function periodText({ period }: ReportData): string {
  if (period.label === 'all') return 'everything up to the as-of'
  const first = formatDate(period.startsOn)
  const last = formatDate(dayBefore(period.endsOn))
  return first === last ? first : `${first} to ${last}`
}

function noteCount(notes: readonly Note[]): string {
  return notes.length === 1 ? '1 note' : `${notes.length} notes`
}

function renderContents(data: ReportData): Markup {
  const links = [
    ...((data.findings ?? []).length > 0 ? [['findings', 'What changed'] as const] : []),
    ...(data.figures.length > 0 ? [['figures', 'Headline figures'] as const] : []),
    ...data.sections.map((section) => [sectionId(section), section.title] as const),
    ...(data.notes.length > 0 ? [['notes', 'Notes on the data'] as const] : []),
    ['about', 'About this report'] as const,
  ]
  return html`<nav class="contents" aria-labelledby="contents-title">
<h2 id="contents-title">Contents</h2>
<ul>${links.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul>
</nav>`
}

function sectionId(section: Section): string {
  return `section-${section.id}`
}

function renderSection(section: Section, data: ReportData): Markup {
  const id = sectionId(section)
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${section.title}</h2>
${section.chart && renderChart(section.chart, `${id}-chart`, section.title)}
${section.tables.map((table) => renderTable(table, data))}
</section>
`
}

function renderNotes(notes: readonly Note[]): Markup | null {
  if (notes.length === 0) return null
  return html`<section id="notes" aria-labelledby="notes-title">
<h2 id="notes-title">Notes on the data</h2>
<ul class="notes">
${notes.map(renderNote)}
</ul>
</section>`
}

function renderNote({ text, count, examples = [] }: Note): Markup {
  const shown = count !== undefined && count > examples.length ? ` of ${formatCount(count)}` : ''
  const name = examples.length === 1 ? 'example' : 'examples'
  return html`<li>${text}${
    examples.length > 0 &&
    html`<details><summary>${examples.length}${shown} ${shown ? 'shown' : name}</summary>
<ul>${examples.map((example) => html`<li><code>${example}</code></li>`)}</ul></details>`
  }</li>
`
}

function renderFooter(data: ReportData): Markup {
  return html`<footer id="about" aria-labelledby="about-title">
<h2 id="about-title">About this report</h2>
<p class="paper">The receipt of every figure and table is in the page that this is a print of.</p>
<dl>
<dt>Revision</dt><dd><code>${data.revision}</code></dd>
<dt>As of</dt><dd><code>${data.asOf}</code></dd>
<dt>Time zone</dt><dd>${data.zone}</dd>
<dt>Basis</dt><dd>${basisText(data.basis)}</dd>
<dt>Funnel</dt><dd>${data.funnel.title} (<code>${data.funnel.id}</code>)</dd>
${Object.entries(data.hashes).map(([name, hash]) => html`<dt>SHA-256 of ${name}</dt><dd><code>${hash}</code></dd>`)}
</dl>
</footer>`
}
