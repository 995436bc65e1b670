import { parse } from 'csv-parse/sync'
import { knownTypes, wholeTables } from './columns.ts'
import type { GivenTable } from './values.ts'

export type TextRow = readonly (string | null)[]

/** An empty cell is null; only a quoted one is an empty text. */
export function parseCsv(text: string): { header: string[]; rows: TextRow[] } {
  const [header = [], ...rows]: (string | null)[][] = parse(text.trim(), {
    cast: (cell, { quoting }) => (cell === '' && !quoting ? null : cell),
  })
  return { header: header.map(String), rows }
}

/** The rows of a table as a CSV gives them, each column with its type; see README.md. */
export function givenTable(table: string, text: string): GivenTable {
  const { header, rows } = parseCsv(text)
  const columns = header.map((cell) => {
    const [name = '', type = knownTypes.get(name)] = cell.split(':')
    if (type === undefined) {
      throw new Error(`${table}: column ${name} needs a type, as ${name}:varchar`)
    }
    return { name, type }
  })
  const whole = wholeTables[table] ?? []
  const absent = whole.filter(({ name }) => !columns.some((column) => column.name === name))
  return { columns, absent, rows }
}
