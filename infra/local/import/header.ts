import { UsageError } from '#core/errors.ts'

export type Cells = readonly string[]

export interface Header {
  readonly names: readonly string[]
  readonly nullWords: readonly string[]
}

/** Position of a column; throws UsageError when the header has it not at all or more than once. */
function positionOf(column: string, { names }: Header): number {
  const position = names.indexOf(column)
  const shown = names.map((name) => JSON.stringify(name)).join(', ')
  if (position < 0)
    throw new UsageError(`line 1: no column ${JSON.stringify(column)}; the columns are ${shown}`)
  const again = names.indexOf(column, position + 1)
  if (again >= 0) {
    throw new UsageError(
      `line 1: column ${JSON.stringify(column)} occurs twice, as columns ${position + 1} and ${again + 1}`,
    )
  }
  return position
}

/** Reads one cell of a row; a blank or a null word gives undefined. Throws as `positionOf` does. */
export function planCell(column: string, header: Header, nullWords: readonly string[] = []) {
  const position = positionOf(column, header)
  const empty = new Set(['', ...header.nullWords, ...nullWords])
  return (cells: Cells): string | undefined => {
    const cell = cells[position] ?? ''
    return empty.has(cell.trim()) ? undefined : cell
  }
}
