import { formatCount, unitLabel } from '#core/format.ts'
import type { Table, TableCell, TableColumn } from '#core/report-data.ts'
import { cellText, cutText } from './figure-text.ts'
import { html, type Markup } from './markup.ts'

/** More rows than this are for the page. */
const mostRows = 15

/** More columns than this do not fit on a phone. */
const mostColumns = 6

const cell = 'padding:4px 8px;border-bottom:1px solid #d8dee4;vertical-align:top'
const small = 'color:#57606a;font-size:12px'

const isWords = ({ unit }: TableColumn) => unit === 'text' || unit === 'date'

function numberOf(value: TableCell | undefined): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'object' && value !== null ? value.value : null
}

/** The column that is drawn: the first rate, else the first column of numbers. */
function drawnColumn({ columns, rows }: Table): TableColumn | undefined {
  const drawable = columns.filter(({ id }) => rows.some((row) => numberOf(row[id]) !== null))
  return drawable.find(({ unit }) => unit === 'rate') ?? drawable[0]
}

/** A bar as a table cell, since mail programs show neither pictures of the report nor its style. */
function bar(value: number | null, longest: number): Markup {
  const width = longest > 0 && value !== null && value > 0 ? Math.round((100 * value) / longest) : 0
  const filled =
    width > 0 &&
    html`<td width="${width}%" style="background:#2f6f9f;height:10px;font-size:0">&nbsp;</td>`
  const rest = width < 100 && html`<td style="height:10px;font-size:0">&nbsp;</td>`
  return html`<table role="presentation" aria-hidden="true" width="120" cellspacing="0" cellpadding="0" style="border-collapse:collapse"><tr>${filled}${rest}</tr></table>`
}

/** A rate that will still change is grey, as on the page. */
const tone = (value: TableCell | undefined): string =>
  typeof value === 'object' && value !== null && (value.maturity ?? 1) < 1 ? ';color:#6e7781' : ''

/** The first rows and columns of a table, with one column of numbers drawn as bars. */
export function renderMailTable(table: Table, currency?: string): Markup {
  const columns = table.columns.slice(0, mostColumns)
  const rows = table.rows.slice(0, mostRows)
  const left = table.rows.length - rows.length
  const drawn = drawnColumn({ ...table, columns, rows })
  const longest = drawn ? Math.max(0, ...rows.map((row) => numberOf(row[drawn.id]) ?? 0)) : 0
  const align = (column: TableColumn) => `${cell};text-align:${isWords(column) ? 'left' : 'right'}`
  const head = columns.map((column) => {
    const unit = unitLabel(column.unit, currency)
    return html`<th style="${align(column)}">${column.label}${unit && ` (${unit})`}</th>`
  })
  const body = rows.map(
    (row) =>
      html`<tr>${columns.map(
        (column) =>
          html`<td style="${align(column)}${tone(row[column.id])}">${cutText(cellText(row[column.id] ?? null, column), 120)}</td>`,
      )}${drawn && html`<td style="${cell}">${bar(numberOf(row[drawn.id]), longest)}</td>`}</tr>\n`,
  )
  return html`<h2 style="font-size:16px">${table.title}</h2>
<p style="${small}">${table.description}${drawn && ` Bars: ${drawn.label}.`}</p>
<div style="overflow-x:auto"><table cellspacing="0" style="border-collapse:collapse">
<tr>${head}${drawn && html`<th style="${cell}"></th>`}</tr>
${body}</table></div>
${left > 0 && html`<p style="${small}">${formatCount(left)} more ${left === 1 ? 'row' : 'rows'} in the report.</p>`}
`
}
