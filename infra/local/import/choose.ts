import type { Draft } from './draft.ts'
import { listOf } from './header.ts'
import { lackOf, type Match, matchesOf, matchRecipe, strangersOf } from './match.ts'
import { classify, type Recipe, recipes } from './recipe.ts'
import { sniff } from './sniff.ts'
import { openTable, type TableOptions } from './table.ts'

/** A file that is not imported, why, and what would help. */
export interface Refused {
  readonly file: string
  readonly reason: string
  /** Line to add to the entry of the file in a mapping. */
  readonly add?: string
}

/** `sure` when no other kind comes near, `said` when the mapping names it. */
export type Confidence = 'sure' | 'likely' | 'said'

/** A file with what its beginning and the mapping tell. */
export interface Reading {
  readonly file: string
  readonly draft: Draft
  readonly options: TableOptions
  readonly names: readonly string[]
}

/** Reads the header of a file; throws UsageError when it is no table. */
export async function readingOf(file: string, draft: Draft): Promise<Reading> {
  const sniffed = await sniff(file, draft.encoding)
  const options = {
    encoding: sniffed.encoding,
    delimiter: draft.delimiter ?? sniffed.delimiter,
    skipTotals: true,
  }
  const table = await openTable(file, options)
  await table.rows.return(undefined)
  return { file, draft, options, names: table.names }
}

const fewRows = 5_000

/** In a history most ids stand again; some may in any file, as rows that repeat. */
const mostDistinct = 0.8

/** The cells of a column in the first rows. */
async function firstCells({ file, options }: Reading, at: number): Promise<string[]> {
  const table = await openTable(file, options)
  const cells: string[] = []
  for await (const block of table.rows) {
    for (const row of block) if ('cells' in row) cells.push(row.cells[at]?.trim() ?? '')
    if (cells.length >= fewRows) break
  }
  return cells
}

/** The ids of the first rows repeat, as in a history. */
async function repeats(reading: Reading, at: number): Promise<boolean> {
  const cells = await firstCells(reading, at)
  return new Set(cells).size < cells.length * mostDistinct
}

/** Most of the first words are of the class that tells the kind; also of a file without rows. */
async function isTold(reading: Reading, { recipe, roles }: Match): Promise<boolean> {
  const { role = '', class: name = '' } = recipe.told_by ?? {}
  const at = roles.get(role)?.at
  if (at === undefined) return true
  const words = (await firstCells(reading, at)).filter((cell) => cell !== '')
  return words.filter((word) => classify(word, name) === undefined).length * 2 <= words.length
}

/** The kinds that header and first words allow. */
async function possible(reading: Reading): Promise<readonly Match[]> {
  const matches = matchesOf(reading.names)
  const told = await Promise.all(matches.map((each) => isTold(reading, each)))
  return matches.filter((_, index) => told[index])
}

/** Puts a history before the current state, or behind, by whether its ids repeat. */
async function ordered(reading: Reading): Promise<readonly Match[]> {
  const matches = await possible(reading)
  const history = matches.find(({ recipe }) => recipe.repeats !== undefined)
  const at = history?.roles.get(history.recipe.repeats ?? '')?.at
  if (history === undefined || at === undefined || matches.length < 2) return matches
  const others = matches.filter((each) => each !== history)
  return (await repeats(reading, at)) ? [history, ...others] : [...others, history]
}

export type Choice = { readonly match: Match; readonly confidence: Confidence } | Refused

function nearMiss({ file, names }: Reading): Refused {
  const [best] = recipes
    .map((recipe) => matchRecipe(recipe, names))
    .sort((a, b) => b.score - a.score)
  if (best === undefined || best.roles.size < 2) {
    const reason = 'is of no kind that is known by its header; the kinds are in --help'
    return { file, reason, add: '"as": "<kind>", "columns": {"<role>": "<column>"}' }
  }
  const { id, kind } = best.recipe
  const lack = lackOf(best)
  const nearest = `comes nearest to ${id} (${kind}), but`
  if (lack.length === 0) {
    const others = strangersOf(best, names).join(', ')
    return { file, reason: `${nearest} such a file has no ${others}`, add: `"as": "${id}"` }
  }
  return {
    file,
    reason: `${nearest} has ${lackText(lack)}`,
    add: `"as": "${id}", ${columnFor(lack)}`,
  }
}

const lackText = (lack: readonly string[]) => `no column for ${lack.join(', nor for ')}`

const columnFor = ([first = '<role>']: readonly string[]) =>
  `"columns": {"${first.split(' or ')[0]}": "<column>"}`

/** The kind that the mapping names, with the columns that it names. */
function asSaid(recipe: Recipe, { file, draft, names }: Reading): Choice {
  const match = matchRecipe(recipe, names, draft.columns)
  const wrong = Object.entries(draft.columns).find(([role]) => !match.roles.has(role))
  if (wrong !== undefined) {
    const [role, column] = wrong
    return {
      file,
      reason: `has no column ${JSON.stringify(column)} for ${role}, as the mapping says; its columns are ${listOf(names)}`,
    }
  }
  const lack = lackOf(match)
  if (lack.length === 0) return { match, confidence: 'said' }
  return { file, reason: `has ${lackText(lack)}`, add: `"as": "${recipe.id}", ${columnFor(lack)}` }
}

/** The kind of a file, by the mapping or by its header. */
export async function choose(reading: Reading): Promise<Choice> {
  const { file, draft, names } = reading
  const said = recipes.find(({ id }) => id === draft.as)
  if (said !== undefined) return asSaid(said, reading)
  const [best, second] = await ordered(reading)
  if (best === undefined) return nearMiss(reading)
  const near =
    second !== undefined && second.score >= best.score - 1 && best.recipe.repeats === undefined
  if (near && second.score >= best.score && second.recipe.repeats === undefined) {
    return {
      file,
      reason: `may be ${best.recipe.id} (${best.recipe.kind}) or ${second.recipe.id} (${second.recipe.kind})`,
      add: `"as": "${best.recipe.id}" or "as": "${second.recipe.id}"`,
    }
  }
  return {
    match: matchRecipe(best.recipe, names, draft.columns),
    confidence: near ? 'likely' : 'sure',
  }
}
