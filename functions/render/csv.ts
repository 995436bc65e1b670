import { decimalText } from '#core/format.ts'
import type { RateCell, Table, TableCell, Unit } from '#core/report-data.ts'

/**
 * A table as RFC 4180 CSV in UTF-8: header of column ids, CRLF, numbers with every digit they have.
 * A rate column becomes four: `<id>`, `<id>_low`, `<id>_high`, `<id>_small_sample`, and `<id>_maturity`
 * where a cell has one. Null is an empty field, empty text a quoted one. Text that a spreadsheet
 * would run as a formula gets an apostrophe.
 */
export function renderCsv(table: Pick<Table, 'columns' | 'rows'>): string {
  const columns = table.columns.map(({ id, unit }) => fieldsOf(id, unit, table.rows))
  const header = columns.flatMap((fields) => [...fields.keys()]).map(field)
  const lines = table.rows.map((row) =>
    columns.flatMap((fields) => [...fields.values()].map((read) => field(read(row)))),
  )
  return [header, ...lines].map((line) => `${line.join(',')}\r\n`).join('')
}

type Row = Table['rows'][number]
type Field = string | number | null | undefined

/** The fields that a column becomes, by header, each with how to read it from a row. */
function fieldsOf(
  id: string,
  unit: Unit,
  rows: readonly Row[],
): ReadonlyMap<string, (row: Row) => Field> {
  const rate = (row: Row): RateCell | undefined => {
    const cell = row[id]
    return isRateCell(cell) ? cell : undefined
  }
  const plain = (row: Row): Field => {
    const cell = row[id]
    return isRateCell(cell) ? cell.value : cell
  }
  if (unit !== 'rate' && !rows.some(rate)) return new Map([[id, plain]])
  const fields = new Map<string, (row: Row) => Field>([
    [id, plain],
    [`${id}_low`, (row) => rate(row)?.interval?.low],
    [`${id}_high`, (row) => rate(row)?.interval?.high],
    [`${id}_small_sample`, (row) => rate(row)?.smallSample.toString()],
  ])
  if (rows.some((row) => rate(row)?.maturity !== undefined)) {
    fields.set(`${id}_maturity`, (row) => rate(row)?.maturity)
  }
  return fields
}

function isRateCell(cell: TableCell | undefined): cell is RateCell {
  return typeof cell === 'object' && cell !== null
}

function field(cell: Field): string {
  if (cell === null || cell === undefined) return ''
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
  return /^['\s]*[=+\-@＝＋－＠]|^'*[\t\r\n]/.test(text) ? `'${text}` : text
}
