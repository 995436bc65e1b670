import {
  type Choice,
  type Confidence,
  choose,
  type Reading,
  type Refused,
  readingOf,
} from './choose.ts'
import type { Facts } from './compile-values.ts'
import type { Draft } from './draft.ts'
import { type Context, entryOf, factsOf, missingWords, notesOf } from './facts.ts'
import { type Match, plainName } from './match.ts'
import { type ColumnUse, profileTable, type TableProfile } from './profile.ts'
import type { Question } from './styles.ts'
import { openTable } from './table.ts'

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
  const empty = new Set(['', ...missingWords, ...(draft.null_words ?? [])])
  return profileTable(table, [...roles, ...rest], empty)
}

/** A file that was read by its header and by its columns. */
export interface Profiled {
  readonly reading: Reading
  readonly match: Match
  readonly confidence: Confidence
  readonly profile: TableProfile
}

/** Looks at a file: its kind, and every value of the columns that matter. Throws UsageError when it is no table. */
export async function profileFile(file: string, draft: Draft): Promise<Profiled | Refused> {
  const reading = await readingOf(file, draft)
  const choice: Choice = await choose(reading)
  if ('reason' in choice) return choice
  const profile = await profileOf(reading, choice.match)
  const { encoding } = reading.options
  if (profile.misreadAt === undefined || draft.encoding !== undefined || encoding !== 'utf-8') {
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
  return { file, match, confidence, rows: profile.rows, ignored, notes, questions, entry, facts }
}
