import type { Match } from './match.ts'
import type { ColumnProfile, TableProfile } from './profile.ts'
import { classify } from './recipe.ts'

/** The currency in the name of a column: `Amount spent (SEK)`, `cost_usd`. */
function currencyOf({ column }: ColumnProfile): string[] {
  const [, bracketed, word = ''] = /[([]([A-Z]{3})[)\]]$|[ _]([a-z]{3})$/i.exec(column) ?? []
  if (bracketed !== undefined) return [bracketed.toUpperCase()]
  return classify(word, 'currency') === word.toUpperCase() ? [word.toUpperCase()] : []
}

/** The one currency that the amounts, or the names of their columns, tell. */
export function currencyIn(match: Match, profile: TableProfile): string | undefined {
  const columns = [...profile.columns].flatMap(([role, seen]) =>
    match.recipe.columns[role]?.is === 'number' ? [seen] : [],
  )
  const signs = columns.flatMap((seen) =>
    [...seen.currencies].map((sign) => classify(sign, 'currency')),
  )
  const told = new Set([...signs, ...columns.flatMap(currencyOf)])
  const [one] = told
  return told.size === 1 ? one : undefined
}
