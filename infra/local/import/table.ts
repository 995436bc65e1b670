import { UsageError } from '#core/errors.ts'
import { type CsvOptions, readCsv } from './csv.ts'
import { misread } from './decode.ts'
import { type BrokenLine, type CsvRecord, isBroken } from './records.ts'

export type Item = CsvRecord | BrokenLine

/** A row of a table, or what stands where one should be. */
export type TableRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: string; readonly cell: number }
  /** No record: the line of a total, a title or a note. */
  | { readonly line: number; readonly aside: string }

export interface TableOptions extends CsvOptions {
  /** Rows of totals and other lines that are no record are `aside`; a short row is filled up. */
  readonly skipTotals?: boolean | undefined
}

const mostColumns = 5_000
const mostTitles = 20

const filled = (item: Item) =>
  isBroken(item) ? 0 : item.cells.filter((cell) => cell.trim() !== '').length

/** The names of the columns, trimmed; throws UsageError when the line cannot be read as a header. */
function headerOf(first: Item | undefined): readonly string[] {
  if (first === undefined) throw new UsageError('is empty: the first line must name the columns')
  const names = isBroken(first) ? [] : first.cells.slice(0, mostColumns + 1)
  const fault = isBroken(first) ? first.message : misread(names.join(' '))
  if (fault !== undefined) throw new UsageError(`line ${first.line}: ${fault}`)
  if (names.length > mostColumns)
    throw new UsageError(
      `line ${first.line}: names more than ${mostColumns} columns: is it a table?`,
    )
  return names.map((name) => name.trim())
}

/** Where the header is: titles above it have one cell at most. */
function headerAt(items: readonly Item[]): number {
  const at = items.findIndex((item) => isBroken(item) || filled(item) > 1)
  return at > 0 && at <= mostTitles ? at : 0
}

const total = /^(grand |sub-?|report )?totals?\b|^sum$|^(gesamt|summe)\b/i

/** The text of a line that is no record: one cell alone in a wide table, or a total. */
function asideOf(cells: readonly string[], columns: number): string | undefined {
  const texts = cells.filter((cell) => cell.trim() !== '')
  const first = texts[0]?.trim() ?? ''
  if (texts.length === 0) return 'an empty row'
  if (total.test(first) || (texts.length === 1 && columns > 2 && first === cells[0]?.trim()))
    return first
  return undefined
}

/** Some programs write an id as a formula, `="007"`, so that a spreadsheet leaves its zeros. */
const isFormula = (cell: string) => cell.startsWith('="')
const asText = (cell: string) => (/^="[^"]*"$/.test(cell) ? cell.slice(2, -1) : cell)

function rowOf(item: Item, columns: number, skipTotals: boolean): TableRow {
  const { line } = item
  if (isBroken(item)) return { line, fault: item.message, cell: item.cell }
  const cells = skipTotals && item.cells.some(isFormula) ? item.cells.map(asText) : item.cells
  const aside = skipTotals ? asideOf(cells, columns) : undefined
  if (aside !== undefined) return { line, aside }
  const extra = cells.slice(columns)
  // Programs leave out empty cells at the end, or write a delimiter after the last.
  const same = skipTotals && (cells.length < columns || extra.every((cell) => cell.trim() === ''))
  if (same) return { line, cells: [...cells.slice(0, columns), ...blanks(columns - cells.length)] }
  if (cells.length === columns) return { line, cells }
  const fault = `${cells.length} cells where the header has ${columns}`
  return { line, fault, cell: cells.length }
}

const blanks = (count: number) => Array.from({ length: Math.max(0, count) }, () => '')

/** A table with its header; `rows` can be read once. */
export interface Table {
  readonly names: readonly string[]
  readonly rows: AsyncGenerator<TableRow[]>
}

/**
 * Opens a table: titles above the header are passed over. Throws UsageError, here or while rows are
 * read, when the file cannot be read.
 */
export async function openTable(file: string, options: TableOptions): Promise<Table> {
  const blocks = readCsv(file, options)
  const first: Item[] = []
  while (first.length <= mostTitles) {
    const next = await blocks.next()
    if (next.done) break
    first.push(...next.value)
  }
  const at = headerAt(first)
  const names = headerOf(first[at])
  const toRow = (item: Item) => rowOf(item, names.length, options.skipTotals === true)
  async function* rows(): AsyncGenerator<TableRow[]> {
    yield first.slice(at + 1).map(toRow)
    for await (const block of blocks) yield block.map(toRow)
  }
  return { names, rows: rows() }
}
