import type { Cell, QueryResult } from '#core/ports.ts'
import { renderCsv } from '#render/csv.ts'

export const rowFormats = ['table', 'csv', 'json'] as const
export type RowFormat = (typeof rowFormats)[number]

const shown = (cell: Cell | undefined) =>
  typeof cell === 'boolean' ? String(cell) : (cell ?? null)

function toCsv({ columns, rows }: QueryResult): string {
  const table = {
    columns: columns.map(({ name }) => ({ id: name, label: name, unit: 'text' as const })),
    rows: rows.map((row) =>
      Object.fromEntries(columns.map(({ name }) => [name, shown(row[name])])),
    ),
  }
  return renderCsv(table).trimEnd()
}

// A line break or tab inside a cell would break the table apart.
const oneLine = (text: string) => text.replaceAll(/\s/g, ' ')

/** Columns padded to their widest cell, numbers to the right, null as a dash. */
function toTable({ columns, rows }: QueryResult): string {
  const laid = columns.map(({ name }) => {
    const cells = rows.map((row) => oneLine(String(row[name] ?? '-')))
    const width = Math.max(name.length, ...cells.map((cell) => cell.length))
    const numeric = rows.some((row) => typeof row[name] === 'number')
    const pad = (cell: string) => (numeric ? cell.padStart(width) : cell.padEnd(width))
    return { head: pad(name), rule: '-'.repeat(width), cells: cells.map(pad) }
  })
  const line = (cells: (string | undefined)[]) => cells.join('  ').trimEnd()
  return [
    line(laid.map(({ head }) => head)),
    line(laid.map(({ rule }) => rule)),
    ...rows.map((_, index) => line(laid.map(({ cells }) => cells[index]))),
  ].join('\n')
}

/** Rows as text: an aligned table, RFC 4180 CSV, or a JSON array of objects. */
export function formatRows(result: QueryResult, format: RowFormat): string {
  if (format === 'json') return JSON.stringify(result.rows, null, 2)
  return format === 'csv' ? toCsv(result) : toTable(result)
}
