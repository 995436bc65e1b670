import { formatInstant, formatPeriod } from '#core/format.ts'
import type { Figure, ReportData, Table } from '#core/report-data.ts'
import { basisText, changeTexts, cutText, valueText } from './figure-text.ts'
import { renderMailTable } from './mail-table.ts'
import { html, type Markup, raw } from './markup.ts'

export interface Mail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Mail programs cut a message off a little above this many bytes. */
export const mailBytes = 100_000

/** Kept free for what follows the tables. */
const footerBytes = 4_000

/** What the top of a mail says at most; the rest is in the report. */
const mostFindings = 20
const mostFigures = 40

const cell = 'padding:4px 8px;border-bottom:1px solid #d8dee4;text-align:left;vertical-align:top'
const small = 'color:#57606a;font-size:12px'

const titleOf = ({ title, period }: ReportData) => `${title}, ${formatPeriod(period.label)}`

const asOf = (data: ReportData) => `As of ${formatInstant(data.asOf, data.zone)}, ${data.zone}`

function figureRow(figure: Figure, { currency }: ReportData): Markup {
  const changes = changeTexts(figure)
  return html`<tr><td style="${cell}">${figure.label}</td>
<td style="${cell}"><strong>${valueText(figure, currency)}</strong><br><span style="${small}">${basisText(figure)}</span></td>
<td style="${cell};${small}">${changes.map((change) => html`${change}<br>`)}</td></tr>`
}

/** The report with what a mail has room for: a name in the data may be thousands of characters long. */
function shortened(data: ReportData): ReportData {
  const { headline, findings = [], figures } = data
  return {
    ...data,
    headline: cutText(headline, 1000),
    findings: findings
      .slice(0, mostFindings)
      .map((finding) => ({ ...finding, text: cutText(finding.text, 1000) })),
    figures: figures
      .slice(0, mostFigures)
      .map((figure) => ({ ...figure, label: cutText(figure.label, 200) })),
  }
}

function renderTop(data: ReportData, link: string): Markup {
  const { headline, findings = [], figures, scenario } = data
  return html`<h1 style="font-size:20px">${titleOf(data)}</h1>
<p style="font-size:16px">${headline}</p>
${scenario && html`<p><strong>What if</strong> ${scenario}. These numbers did not happen.</p>`}
<p><a href="${link}">Open the report</a>, or the file attached: both hold every table, chart and receipt.</p>
${findings.length > 0 && html`<h2 style="font-size:16px">What changed and what to do</h2><ol>${findings.map(({ text }) => html`<li>${text}</li>`)}</ol>`}
${
  figures.length > 0 &&
  html`<h2 style="font-size:16px">Headline figures</h2>
<table role="presentation" cellspacing="0" style="border-collapse:collapse">${figures.map((figure) => figureRow(figure, data))}</table>`
}`
}

/** The first table of each section says what the section is about. */
const mainTables = ({ sections }: ReportData): Table[] =>
  sections.flatMap(({ tables: [first] }) => (first && first.rows.length > 0 ? [first] : []))

const bytes = ({ markup }: Markup) => Buffer.byteLength(markup)

/** As many tables as fit, in the order of the report. */
function fitTables(data: ReportData, free: number): Markup {
  const tables = mainTables(data).map((table) => renderMailTable(table, data.currency))
  let left = free
  const fitting = tables.filter((table) => {
    const fits = bytes(table) <= left
    if (fits) left -= bytes(table)
    return fits
  })
  return html`${fitting}`
}

function page(title: string, body: Markup): Markup {
  return html`${raw('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body style="font-family:sans-serif;font-size:14px;line-height:1.4;color:#1f2328;max-width:720px">
${body}
</body></html>`
}

function renderFooter(data: ReportData): Markup {
  const notes = data.notes.length
  return html`<p style="${small}">${asOf(data)}. Basis: ${data.basis}. * small sample, below 30. ${
    notes > 0 && `${notes} ${notes === 1 ? 'note' : 'notes'} on the data in the report. `
  }Revision ${data.revision}.</p>`
}

function plainText(data: ReportData, link: string): string {
  const { headline, findings = [], figures, currency } = data
  const lines = figures.map((figure) => {
    const more = [basisText(figure), ...changeTexts(figure)].filter(Boolean).join('; ')
    return `- ${figure.label}: ${valueText(figure, currency)}${more && ` (${more})`}`
  })
  const told = findings.map(({ text }, index) => `${index + 1}. ${text}`)
  const parts = [
    [titleOf(data)],
    [headline],
    told,
    lines,
    [`Open the report: ${link}`],
    [asOf(data)],
  ]
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`
}

/**
 * A report as a mail below 100 KB: headline, findings, figures and as many of the main tables as
 * fit, in markup that every mail program shows. `link` leads to the whole report.
 */
export function renderMail(whole: ReportData, link: string): Mail {
  const data = shortened(whole)
  const [title, top, footer] = [titleOf(data), renderTop(data, link), renderFooter(data)]
  const tables = fitTables(data, mailBytes - footerBytes - bytes(top) - bytes(footer))
  return {
    subject: cutText(`${title}: ${data.headline}`.replaceAll(/\s+/g, ' '), 200),
    text: plainText(data, link),
    html: page(title, html`${top}${tables}${footer}`).markup,
  }
}
