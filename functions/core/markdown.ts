const escaped = (cell: string) => cell.replaceAll('|', '\\|')

/** A Markdown table; a bar in a cell is escaped. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** The page with a fresh body between the two marks of a generated part; throws when a mark is missing. */
export function replacePart(page: string, part: string, body: string): string {
  const start = `<!-- ${part}: written by npm run docs -->`
  const end = `<!-- end of ${part} -->`
  const from = page.indexOf(start)
  const to = page.indexOf(end)
  if (from < 0 || to < from)
    throw new Error(`expected the lines ${start} and ${end}, in this order`)
  return `${page.slice(0, from + start.length)}\n\n${body}\n\n${page.slice(to)}`
}
