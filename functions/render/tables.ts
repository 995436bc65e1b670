import {
  formatInterval,
  formatRate,
  formatValue,
  missingMark,
  missingReason,
  unitLabel,
} from '#core/format.ts'
import type { RateCell, ReportData, Table, TableCell, TableColumn } from '#core/report-data.ts'
import { renderCsv } from './csv.ts'
import { html, type Markup } from './markup.ts'
import { renderReceipt } from './receipt.ts'

/** Rows that fit on one printed page; longer tables may break between rows. */
const rowsOfOnePage = 28

/** More columns than this stand closer together. */
const denseColumns = 7

/** A table with caption, column and row heads, its receipt folded and its CSV to save. */
export function renderTable(table: Table, data: ReportData): Markup {
  const caption = `table-${table.id}`
  return html`<div class="table" role="region" aria-labelledby="${caption}" tabindex="0">
<table class="${classesOf(table)}">
<caption id="${caption}"><strong>${table.title}</strong><span>${table.description}</span></caption>
<thead><tr>${table.columns.map((column) => columnHead(column, table, data.currency))}</tr></thead>
<tbody>
${table.rows.map((row) => renderRow(row, table.columns))}</tbody>
</table>
${table.rows.length === 0 && html`<p class="empty">No rows in this period.</p>`}
</div>
<div class="under">${renderReceipt(table.receipt, data, { of: table.title })}${saveLink(table)}</div>`
}

function classesOf({ rows, columns }: Table): string {
  const classes = [rows.length > rowsOfOnePage && 'long', columns.length > denseColumns && 'dense']
  return classes.filter(Boolean).join(' ')
}

function columnHead(column: TableColumn, table: Table, currency?: string): Markup {
  const unit = hasInterval(table, column) ? '95% interval' : unitLabel(column.unit, currency)
  const title = column.description && html` title="${column.description}"`
  return html`<th scope="col"${isWords(column) && html` class="words"`}${title}>${column.label}${unit && html`<small>${unit}</small>`}</th>`
}

function hasInterval({ rows }: Table, { id, unit }: TableColumn): boolean {
  const cells = unit === 'rate' ? rows.map((row) => row[id]) : []
  return cells.some((cell) => typeof cell === 'object' && cell !== null && cell.interval !== null)
}

function renderRow(
  row: Readonly<Record<string, TableCell>>,
  columns: readonly TableColumn[],
): Markup {
  const cells = columns.map((column, index) => {
    const content = renderCell(row[column.id] ?? null, column)
    if (index === 0) return html`<th scope="row">${content}</th>`
    return html`<td${isWords(column) && html` class="words"`}>${content}</td>`
  })
  return html`<tr>${cells}</tr>\n`
}

function renderCell(cell: TableCell, column: TableColumn): Markup {
  if (cell === null) return missing(missingReason(column))
  if (typeof cell === 'object') return renderRate(cell, column)
  return html`${formatValue(cell, column.unit)}`
}

function renderRate(cell: RateCell, column: TableColumn): Markup {
  if (cell.value === null) return missing(missingReason(column))
  const { maturity = 1 } = cell
  const value = formatValue(cell.value, column.unit)
  return html`${maturity < 1 ? html`<span class="young">${value}</span>` : value}${cell.interval && html`<small>${formatInterval(cell.interval, column.unit)}</small>`}${cell.smallSample && html`<small class="flag">small sample</small>`}${maturity < 1 && html`<small>${formatRate(maturity, 1)} old enough</small>`}`
}

function missing(reason: string): Markup {
  return html`<span class="missing" title="${reason}"><span aria-hidden="true">${missingMark}</span><span class="hidden">${reason}</span></span>`
}

function isWords(column: TableColumn): boolean {
  return column.unit === 'text' || column.unit === 'date'
}

/** The CSV travels inside the page, so that a mailed copy has it too. */
function saveLink(table: Table): Markup {
  const body = Buffer.from(renderCsv(table), 'utf8').toString('base64')
  return html`<a class="save" download="${table.id}.csv" href="data:text/csv;charset=utf-8;base64,${body}">Save as CSV<span class="hidden">: ${table.title}</span></a>`
}
