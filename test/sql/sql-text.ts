/** The text without comments, with texts as `''` and quoted names as `""`, in lower case. */
export function bareSql(sql: string): string {
  const tokens = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"/g
  return sql
    .replaceAll(tokens, (token) => {
      if (token.startsWith("'")) return "''"
      return token.startsWith('"') ? '""' : ' '
    })
    .toLowerCase()
}

/** Index just behind the parenthesis that closes the one opened at `open`. */
function closing(sql: string, open: number): number {
  let depth = 0
  for (let at = open; at < sql.length; at += 1) {
    if (sql[at] === '(') depth += 1
    if (sql[at] === ')') depth -= 1
    if (depth === 0) return at + 1
  }
  return sql.length
}

/** What stands in the parentheses of each call of the function. */
export function callsOf(sql: string, name: string): string[] {
  const calls = sql.matchAll(new RegExp(`\\b${name}\\s*\\(`, 'g'))
  return [...calls].map((call) => {
    const open = call.index + call[0].length - 1
    return sql.slice(open + 1, closing(sql, open) - 1)
  })
}

/** The text outside every parenthesis. */
export function outside(sql: string): string {
  let rest = sql
  for (;;) {
    const open = rest.indexOf('(')
    if (open === -1) return rest
    rest = `${rest.slice(0, open)} ${rest.slice(closing(rest, open))}`
  }
}

/** The whole text and the text of every parenthesis in it, each without the parentheses it holds. */
export function levels(sql: string): string[] {
  const opens = [...sql.matchAll(/\(/g)].map((match) => match.index)
  const inner = opens.map((open) => sql.slice(open + 1, closing(sql, open) - 1))
  return [sql, ...inner].map(outside)
}

export interface Cte {
  readonly name: string
  readonly body: string
}

/** The CTEs of the statement itself, not those of a subquery. */
export function ctesOf(sql: string): Cte[] {
  const bare = bareSql(sql)
  const starts = /(?:\bwith|,)\s+([a-z_][a-z0-9_]*)\s*(?:\([^()]*\))?\s+as\s*\(/g
  const found: Cte[] = []
  let end = 0
  for (const match of bare.matchAll(starts)) {
    if (match.index < end) continue
    const open = match.index + match[0].length - 1
    end = closing(bare, open)
    found.push({ name: match[1] ?? '', body: bare.slice(open + 1, end - 1) })
  }
  return found
}

/** Names behind `from` and `join`. */
export const readsOf = (bare: string): string[] =>
  [...bare.matchAll(/\b(?:from|join)\s+([a-z_][a-z0-9_]*)/g)].map((match) => match[1] ?? '')

/** Aliases of computed columns that the same SELECT filters or groups by. */
export function usesAlias(bare: string): boolean {
  return levels(bare)
    .flatMap((level) => level.split(/\bunion(?: all)?\b|(?=\bselect\b)/))
    .some((select) => {
      const [head = '', ...rest] = select.split(/\bfrom\b/)
      const clauses = rest.join(' from ').split(/\border by\b|\bwindow\b/)[0] ?? ''
      const used = /\b(?:where|group by)\b([\s\S]*)$/.exec(clauses)?.[1] ?? ''
      const aliases = [...head.matchAll(/\bas ([a-z_]\w*)/g)].map((match) => match[1] ?? '')
      return aliases.some((alias) => new RegExp(`(?<![.\\w])${alias}\\b(?!\\s*\\()`).test(used))
    })
}

/** Whether a yes-no column is counted where known and, beside it, where it holds: Trino 476 mixes them up. */
export const countsTwice = (bare: string): boolean =>
  [...bare.matchAll(/\bcount\s*\(\s*([a-z_][\w.]*)\s*\)/g)].some(([, name = '']) =>
    new RegExp(`\\bcount\\s*\\(\\s*\\*\\s*\\)\\s*filter\\s*\\(\\s*where\\s+${name}\\s*\\)`).test(
      bare,
    ),
  )

const outerJoin =
  /\b(?:left|right|full)\s+(?:outer\s+)?join\b.*?\bon\b(.*?)(?=\b(?:left|right|full|inner|cross|join|where|group|order|union|select)\b|\n\)|$)/gs

/** The conditions of a query's outer joins. */
export const outerJoinsOf = (bare: string): string[] =>
  [...bare.matchAll(outerJoin)].map(([, condition = '']) => condition)
