import type { RateCell, Table, TableCell } from '#core/report-data.ts'
import { decimalText } from './format.ts'

/**
 * A table as RFC 4180 CSV in UTF-8: header of column ids, CRLF, numbers with every digit they have.
 * A rate column becomes four: `<id>`, `<id>_low`, `<id>_high`, `<id>_small_sample`. Null is an empty
 * field, empty text a quoted one. Text that a spreadsheet would run as a formula gets an apostrophe.
 */
export function renderCsv(table: Pick<Table, 'columns' | 'rows'>): string {
  const columns = table.columns.map(({ id, unit }) => ({
    id,
    isRate: unit === 'rate' || table.rows.some((row) => isRateCell(row[id])),
  }))
  const header = columns.flatMap(({ id, isRate }) => (isRate ? rateHeader(id) : [id])).map(field)
  const lines = table.rows.map((row) =>
    columns.flatMap(({ id, isRate }) => (isRate ? rateFields(row[id]) : [field(row[id])])),
  )
  return [header, ...lines].map((line) => `${line.join(',')}\r\n`).join('')
}

function rateHeader(id: string): string[] {
  return [id, `${id}_low`, `${id}_high`, `${id}_small_sample`]
}

function rateFields(cell: TableCell | undefined): string[] {
  if (!isRateCell(cell)) return [field(cell), '', '', '']
  const { value, interval, smallSample } = cell
  return [field(value), field(interval?.low), field(interval?.high), String(smallSample)]
}

function isRateCell(cell: TableCell | undefined): cell is RateCell {
  return typeof cell === 'object' && cell !== null
}

function field(cell: TableCell | undefined): string {
  if (cell === null || cell === undefined || isRateCell(cell)) return ''
  if (typeof cell === 'number') return decimalText(cell)
  const text = neutralise(cell)
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * Text that opens with a formula sign, also behind spaces or apostrophes, gets one apostrophe more:
 * so removing one from such text gives the original back. Plain decimals such as -2 stay as they are.
 */
function neutralise(text: string): string {
  if (/^-?\d+(\.\d+)?$/.test(text)) return text
  return /^['\s]*[=+\-@]|^'*[\t\r]/.test(text) ? `'${text}` : text
}
