/** A piece of a template: text that stands for itself, or the name of a column. */
export type Part = string | { readonly column: string }

const token = /\{\{|\}\}|\{([^{}]+)\}|[{}]/g

/**
 * Parses `won-{deal_id}`: text with the names of columns in braces; `{{` and `}}` stand for a brace.
 * Undefined when a brace stands alone.
 */
export function parseTemplate(source: string): Part[] | undefined {
  const parts: Part[] = []
  let literal = ''
  let from = 0
  for (const match of source.matchAll(token)) {
    const [whole, column] = match
    literal += source.slice(from, match.index)
    from = match.index + whole.length
    if (column !== undefined) {
      if (literal !== '') parts.push(literal)
      literal = ''
      parts.push({ column: column.trim() })
    } else if (whole.length === 2) {
      literal += whole[0]
    } else {
      return undefined
    }
  }
  literal += source.slice(from)
  return literal === '' ? parts : [...parts, literal]
}

/** The names of the columns in a template, in order. */
export const columnsIn = (parts: readonly Part[]): string[] =>
  parts.flatMap((part) => (typeof part === 'string' ? [] : [part.column]))
