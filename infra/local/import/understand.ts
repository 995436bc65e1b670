import {
  type Choice,
  type Confidence,
  choose,
  type Reading,
  type Refused,
  readingOf,
} from './choose.ts'
import type { Facts } from './compile-values.ts'
import { encodings } from './decode.ts'
import type { Draft } from './draft.ts'
import { type Context, emptyWordsOf, entryOf, factsOf, notesOf } from './facts.ts'
import { type Match, plainName } from './match.ts'
import { type ColumnUse, profileTable, type TableProfile } from './profile.ts'
import { isUtf8File, lineOfUnknownEncoding } from './sniff.ts'
import type { Question } from './styles.ts'
import { openTable, type TableOptions } from './table.ts'

/** What a file was understood to be. */
export interface Understood {
  readonly file: string
  readonly match: Match
  readonly confidence: Confidence
  readonly rows: number
  readonly ignored: readonly string[]
  readonly notes: readonly string[]
  readonly questions: readonly Question[]
  /** Its entry in a mapping, as JSON. */
  readonly entry: Readonly<Record<string, unknown>> & { readonly events: readonly unknown[] }
  readonly facts: Facts
  readonly options: TableOptions
}

const usesDimensions = ({ recipe }: Match) => JSON.stringify(recipe.events).includes('@dimensions')

async function profileOf(reading: Reading, match: Match): Promise<TableProfile> {
  const { file, draft, names, options } = reading
  const roles = [...match.roles.values()].map(({ role, column, at }) => ({
    role,
    column,
    at,
    use: match.recipe.columns[role]?.is ?? ('text' satisfies ColumnUse),
  }))
  const taken = new Set(roles.map(({ at }) => at))
  const rest = usesDimensions(match)
    ? names.flatMap((column, at) =>
        taken.has(at) || column === '' || names.indexOf(column) !== at || /[{}]/.test(column)
          ? []
          : [{ role: `@${column}`, column, at, use: 'text' as const }],
      )
    : []
  const table = await openTable(file, options)
  const empty = new Set(['', ...emptyWordsOf(match), ...(draft.null_words ?? [])])
  return profileTable(table, [...roles, ...rest], empty)
}

/** A file that was read by its header and by its columns. */
export interface Profiled {
  readonly reading: Reading
  readonly match: Match
  readonly confidence: Confidence
  readonly profile: TableProfile
}

const unknownEncoding = (line: number) => ({
  reason: `line ${line}: is neither UTF-8 nor looks like windows-1252`,
  add: `"encoding": "<one of ${encodings.join(', ')}>"`,
})

/** Looks at a file: its kind, and every value of the columns that matter. Throws UsageError when it is no table. */
export async function profileFile(file: string, draft: Draft): Promise<Profiled | Refused> {
  if (draft.encoding === undefined) {
    const line = await lineOfUnknownEncoding(file)
    if (line !== undefined) return { file, ...unknownEncoding(line) }
  }
  const reading = await readingOf(file, draft)
  const choice: Choice = await choose(reading)
  if ('reason' in choice) return choice
  const profile = await profileOf(reading, choice.match)
  const { encoding } = reading.options
  const isDoubtful = profile.misreadAt !== undefined && draft.encoding === undefined
  if (!isDoubtful || encoding !== 'utf-8' || (await isUtf8File(file))) {
    return { reading, ...choice, profile }
  }
  const again = { ...reading, options: { ...reading.options, encoding: 'windows-1252' as const } }
  return { reading: again, ...choice, profile: await profileOf(again, choice.match) }
}

/** Says what a file is and which events its rows make. */
export function understand(
  { reading, match, confidence, profile }: Profiled,
  context: Context,
): Understood | Refused {
  const { file, names } = reading
  const rounded = [...profile.columns.values()].find(({ roundedIdAt }) => roundedIdAt !== undefined)
  if (rounded !== undefined) {
    const where = `line ${rounded.roundedIdAt}, column ${rounded.column}`
    return {
      file,
      reason: `${where}: a spreadsheet has rounded the ids (such as 1.23E+11): export again with this column as text`,
    }
  }
  const { facts, questions } = factsOf(reading, match, profile, context)
  const entry = entryOf(reading, facts, context)
  const used = new Set([...match.roles.values()].map(({ at }) => at))
  const ignored = names.filter((name, at) => !used.has(at) && plainName(name) !== '')
  const notes = notesOf(facts, reading, { entry, defaults: context.defaults })
  const { options } = reading
  const said = { ignored, notes, questions }
  return { file, options, match, confidence, rows: profile.rows, ...said, entry, facts }
}
