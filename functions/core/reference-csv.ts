import { type CsvError, parse } from 'csv-parse/sync'
import type * as z from 'zod'
import type { ColumnType } from './fields.ts'
import { limits } from './limits.ts'
import { type ReferenceRow, type ReferenceTable, referenceTables } from './reference-tables.ts'
import { keyOf } from './reference-versions.ts'

/** What is wrong with a file, at a line counted from 1 and, where one is to blame, a column. */
export interface ReferenceFault {
  readonly line: number
  readonly column?: string
  readonly message: string
}

export type ParsedReference =
  | { readonly table: ReferenceTable; readonly rows: readonly ReferenceRow[] }
  | { readonly faults: readonly ReferenceFault[] }

interface Line {
  readonly line: number
  readonly cells: readonly string[]
}

const delimiters = [',', ';', '\t']

/** Of the usual three, the one that the header has. */
const delimiterOf = (text: string) =>
  delimiters.find((each) => /^[^\r\n]*/.exec(text)?.[0].includes(each)) ?? ','

/** The records of the text with the lines that they begin in; throws as csv-parse does. */
function linesOf(text: string): Line[] {
  const lines: Line[] = []
  parse(text, {
    bom: true,
    delimiter: delimiterOf(text),
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    onRecord(cells: string[], { lines: last }) {
      lines.push({ line: last - (cells.join('').split('\n').length - 1), cells })
      return null
    },
  })
  return lines
}

const listed = (names: readonly string[]) => names.join(', ')
const namesOf = ({ columns }: ReferenceTable) => columns.map(({ name }) => name)
const isFrom = (table: ReferenceTable, name: string) => name.startsWith(table.name)

/** The columns that a table must have in a file, and those that it may have. */
const wantedOf = (table: ReferenceTable, removes: boolean) => ({
  least: removes ? table.key : namesOf(table),
  most: namesOf(table),
})

function headerFault(table: ReferenceTable, header: readonly string[], removes: boolean) {
  const { least, most } = wantedOf(table, removes)
  const parts = [
    ...least.filter((name) => !header.includes(name)).map((name) => `no column ${name}`),
    ...header.filter((name) => !most.includes(name)).map((name) => `unknown column "${name}"`),
    ...header
      .filter((name, index) => header.indexOf(name) < index)
      .map((name) => `column ${name} occurs twice`),
  ]
  return parts.length === 0 ? undefined : `${listed(parts)}; ${table.name} has ${listed(most)}`
}

/** The table whose columns the header has; without one, the file's name says which was meant. */
function tableOf(name: string, header: readonly string[], removes: boolean) {
  const found = referenceTables.find((table) => headerFault(table, header, removes) === undefined)
  if (found) return { table: found }
  const meant = referenceTables.find((table) => isFrom(table, name))
  if (meant) return { message: headerFault(meant, header, removes) ?? '' }
  const known = referenceTables.map((table) => `${table.name} (${listed(namesOf(table))})`)
  return { message: `no table has the columns ${listed(header)}; there are ${known.join(', ')}` }
}

/** Words of a table become what its schema takes; a word that is no truth value stays for it to refuse. */
function cellValue(type: ColumnType, cell: string): string | boolean {
  if (type === 'boolean' && /^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true'
  if (type === 'decimal' || type === 'rate') return shortest(cell)
  return cell
}

/** `01.50` and `1.5` are one number and must not look like a change. */
const shortest = (cell: string) =>
  /^-?\d+(\.\d+)?$/.test(cell)
    ? cell
        .replace(/^(-?)0+(?=\d)/, '$1')
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '')
    : cell

/** What a check wants, in words. */
function allowedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return issue.values.join(', ')
  return issue.code === 'invalid_type' ? 'true or false' : issue.message
}

type Read = { readonly row: ReferenceRow } | { readonly faults: readonly ReferenceFault[] }

function readRow(table: ReferenceTable, header: readonly string[], { line, cells }: Line): Read {
  if (cells.length !== header.length) {
    const message = `${cells.length} cells, the header has ${header.length}`
    return { faults: [{ line, message }] }
  }
  const row = Object.fromEntries(
    table.columns.flatMap(({ name, type }) => {
      const cell = cells[header.indexOf(name)]
      return cell === undefined ? [] : [[name, cellValue(type, cell)]]
    }),
  )
  const result = table.schema.safeParse(row)
  if (result.success) return { row: result.data }
  return {
    faults: result.error.issues.map((issue) => {
      const column = String(issue.path[0])
      const got = JSON.stringify(cells[header.indexOf(column)] ?? '')
      return { line, column, message: `${got}; allowed: ${allowedBy(issue)}` }
    }),
  }
}

/** Of a removal only the key is read: it need not be one that could be loaded today. */
function readKey(table: ReferenceTable, header: readonly string[], { line, cells }: Line): Read {
  const row = Object.fromEntries(table.key.map((name) => [name, cells[header.indexOf(name)] ?? '']))
  const empty = table.key.filter((name) => row[name] === '')
  if (empty.length === 0) return { row }
  return { faults: empty.map((column) => ({ line, column, message: 'empty; it names the row' })) }
}

function repeats(table: ReferenceTable, rows: readonly { line: number; row: ReferenceRow }[]) {
  const lines = new Map<string, number>()
  return rows.flatMap(({ line, row }) => {
    const key = JSON.stringify(keyOf(table, row))
    const first = lines.get(key)
    lines.set(key, first ?? line)
    return first === undefined
      ? []
      : [{ line, message: `the same ${listed(table.key)} as in line ${first}` }]
  })
}

function parseLines(name: string, lines: readonly Line[], removes: boolean): ParsedReference {
  const [head, ...rest] = lines
  if (head === undefined) return { faults: [{ line: 1, message: 'the file is empty' }] }
  const { table, message = '' } = tableOf(name, head.cells, removes)
  if (table === undefined) return { faults: [{ line: head.line, message }] }
  const read = removes ? readKey : readRow
  const results = rest.map((line) => ({ line: line.line, ...read(table, head.cells, line) }))
  const faults = results.flatMap((each) => ('faults' in each ? each.faults : []))
  const rows = results.flatMap((each) => ('row' in each ? [each] : []))
  const wrong = [...faults, ...repeats(table, rows)].sort((a, b) => a.line - b.line)
  return wrong.length > 0 ? { faults: wrong } : { table, rows: rows.map(({ row }) => row) }
}

/**
 * The rows of a CSV file with a header line, or everything that is wrong with it. The header says
 * which table it is, `name` (that of the file) only helps to explain. Comma, semicolon and tab
 * separate cells; blanks around them are left out. With `removes` the rows name what is removed.
 */
export function parseReference(name: string, text: string, removes = false): ParsedReference {
  if (Buffer.byteLength(text) > limits.referenceBytes) {
    const message = `larger than ${limits.referenceBytes} bytes; split it, rows of several files add up`
    return { faults: [{ line: 1, message }] }
  }
  try {
    return parseLines(name, linesOf(text), removes)
  } catch (error) {
    const { lines, code } = error as CsvError & { lines?: number }
    if (code === undefined) throw error
    return { faults: [{ line: lines ?? 1, message: 'the quotes of this line do not match' }] }
  }
}
