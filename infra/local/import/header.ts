import { UsageError } from '#core/errors.ts'
import { sha256 } from '#core/hash.ts'

export type Cells = readonly string[]

export interface Header {
  readonly names: readonly string[]
  readonly nullWords: readonly string[]
  /** When the file was exported, an instant; the column `@exported` holds it in every row. */
  readonly exportedAt?: string | undefined
}

/** Names that stand for the time of the export, and for a hash of all cells of the row. */
export const exportedColumn = '@exported'
const rowColumn = '@row'

const hashOf = (cells: Cells) => sha256(cells.join('\u001f')).slice(0, 32)

const shownColumns = 60

/** The names, quoted, of a header that may be very wide. */
export function listOf(names: readonly string[]): string {
  const shown = names.slice(0, shownColumns).map((name) => JSON.stringify(name.slice(0, 80)))
  const more = names.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

/** Splits `Stage#2` into the name and which of the columns of that name it is, from 1. */
function occurrenceOf(column: string, names: readonly string[]) {
  const [, name = column, nth] = /^(.+)#(\d{1,4})$/.exec(column) ?? []
  return nth === undefined || names.includes(column) ? undefined : { name, nth: Number(nth) }
}

/** Position of a column; throws UsageError when the header has it not at all or more than once. */
function positionOf(column: string, { names }: Header): number {
  const wanted = occurrenceOf(column, names)
  const positions = names.flatMap((name, index) =>
    name === (wanted?.name ?? column) ? [index] : [],
  )
  const position = positions[(wanted?.nth ?? 1) - 1]
  if (position === undefined)
    throw new UsageError(
      `line 1: no column ${JSON.stringify(column)}; the columns are ${listOf(names)}`,
    )
  if (wanted === undefined && positions[1] !== undefined) {
    const places = `as columns ${position + 1} and ${positions[1] + 1}`
    throw new UsageError(
      `line 1: column ${JSON.stringify(column)} occurs twice, ${places}; write {${column}#2} for the second`,
    )
  }
  return position
}

/** Reads one cell of a row; a blank or a null word gives undefined. Throws as `positionOf` does. */
export function planCell(column: string, header: Header, nullWords: readonly string[] = []) {
  if (column === exportedColumn) return () => header.exportedAt
  if (column === rowColumn) return hashOf
  const position = positionOf(column, header)
  const empty = new Set(['', ...header.nullWords, ...nullWords])
  return (cells: Cells): string | undefined => {
    const cell = cells[position] ?? ''
    return empty.has(cell.trim()) ? undefined : cell
  }
}
