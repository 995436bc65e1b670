import { basename } from 'node:path'
import type { Reading } from './choose.ts'
import { compileEvent, compileRetraction } from './compile.ts'
import type { Facts } from './compile-values.ts'
import { currencyIn } from './currency.ts'
import type { Draft } from './draft.ts'
import { tellsEach } from './expand.ts'
import type { Match } from './match.ts'
import type { ColumnProfile, ColumnUse, TableProfile } from './profile.ts'
import { systems } from './recipe.ts'
import { numberStyle, type Question, type Style, timeStyle } from './styles.ts'
import type { StageNames } from './words.ts'

/** Words that mean an empty cell in exports, beside blank ones. */
const missingWords = [
  ...['NULL', 'Null', 'null', 'N/A', 'n/a', '#N/A', 'NaN', 'nan', 'None', '\\N', '-', '--'],
  ...['(blank)', '(none)', '(not set)', 'Select', '#REF!', '#VALUE!', 'undefined', 'NaT'],
]

/** Words that mean an empty cell in files of a kind. */
export const emptyWordsOf = ({ recipe }: Match): readonly string[] =>
  recipe.exact ? ['NULL', '\\N'] : missingWords

/** What is taken where a file does not say it. */
export interface Defaults {
  readonly zone: string
  readonly currency: string
  readonly sourceSystem?: string | undefined
}

/** What the other files and the settings tell. */
export interface Context {
  readonly defaults: Defaults
  readonly stages: StageNames
  /** Kinds of the files of the import, as `kindKey` writes them. */
  readonly kinds: ReadonlySet<string>
}

type ColumnStyle = Style & { readonly zone?: string }

interface Styles {
  readonly styles: ReadonlyMap<string, ColumnStyle>
  readonly questions: readonly Question[]
}

/** Of an exact list only what is written another way: a plain number is not rounded, nor midnight a day. */
const styleIn = ({ recipe }: Match, { dates, day, decimals }: Style): Style => ({
  ...(dates === undefined ? {} : { dates }),
  ...(day === undefined || recipe.exact ? {} : { day }),
  ...(decimals === undefined || (recipe.exact && decimals === 'point') ? {} : { decimals }),
})

/** How the columns of times and numbers are written, and what the file does not tell. */
function stylesOf(match: Match, profile: TableProfile, { dates, decimals }: Draft): Styles {
  const styles = new Map<string, ColumnStyle>()
  const questions: Question[] = []
  const of = (use: ColumnUse) =>
    [...match.roles.keys()].flatMap((role): [string, ColumnProfile][] => {
      const seen = profile.columns.get(role)
      return seen !== undefined && match.recipe.columns[role]?.is === use ? [[role, seen]] : []
    })
  const times = of('time')
  const numbers = of('number')
  const all = (columns: typeof times) => columns.map(([, each]) => each)
  for (const [role, seen] of times) {
    const decided = timeStyle(seen, all(times), dates)
    const zone = /\(utc\)/i.test(seen.column) ? { zone: 'UTC' } : {}
    if ('question' in decided) questions.push(decided.question)
    else styles.set(role, { ...styleIn(match, decided.style), ...zone })
  }
  for (const [role, seen] of numbers) {
    const decided = numberStyle(seen, all(numbers), decimals)
    if ('question' in decided) questions.push(decided.question)
    else styles.set(role, styleIn(match, decided.style))
  }
  return { styles, questions }
}

const systemOf = (names: readonly string[]) => {
  const lower = new Set(names.map((name) => name.toLowerCase()))
  return systems.find(({ columns }) => columns.some((column) => lower.has(column)))
}

/** Kind and system of a file; one whose system its header does not tell may be of any. */
export const kindKey = (kind: string, names: readonly string[]): string =>
  `${kind} of ${systemOf(names)?.system ?? 'any'}`

/** A file of that kind is imported with these, of the same system as far as can be told. */
const isThere = (kind: string, names: readonly string[], kinds: ReadonlySet<string>) =>
  kinds.has(kindKey(kind, names)) || kinds.has(kindKey(kind, []))

const histories = ['deal_stages', 'deal_properties']

/** How much of the stages of deals the files of their system tell. */
function historyIn(match: Match, names: readonly string[], kinds: ReadonlySet<string>): string {
  const isFull = histories.some((kind) => isThere(kind, names, kinds))
  return isFull || tellsEach(match.recipe, match.roles) ? 'full' : 'current_state'
}

/** Days that are all the first of a month stand for the month. */
function periodIn(profile: TableProfile): string {
  const days = profile.columns.get('day') ?? profile.columns.get('starts')
  return days !== undefined && days.filled > 1 && days.monthStarts === days.filled
    ? '1 month'
    : '1 day'
}

/** Columns that tell rows apart: texts, and what no role is known for unless it is a number. */
function dimensionsOf(match: Match, profile: TableProfile): string[] {
  const isMeasure = ({ filled, numeric }: ColumnProfile) => filled === 0 || numeric === filled
  return [...profile.columns].flatMap(([role, seen]) => {
    const use = match.recipe.columns[role]?.is ?? 'text'
    if (role.startsWith('@')) return isMeasure(seen) ? [] : [seen.column]
    return use === 'text' || use === 'word' ? [seen.column] : []
  })
}

/** What the templates of the recipe are filled with, and what the file does not tell. */
export function factsOf(reading: Reading, match: Match, profile: TableProfile, context: Context) {
  const { draft, names } = reading
  const { defaults, stages } = context
  const { styles, questions } = stylesOf(match, profile, draft)
  const currency = draft.currency ?? currencyIn(match, profile) ?? defaults.currency
  const channel = draft.channel ?? systemOf(names)?.channel
  const history = historyIn(match, names, context.kinds)
  const constants = { currency, channel, history, interval: 'month', period: periodIn(profile) }
  const dimensions = dimensionsOf(match, profile)
  const facts: Facts = { match, profile, styles, stages, constants, dimensions }
  return { facts, questions }
}

/** What is not known or was taken for granted, for people. */
export function notesOf(
  facts: Facts,
  { draft, options }: Reading,
  { entry, defaults }: { readonly entry: object; readonly defaults: Defaults },
): string[] {
  const { match, profile, styles, constants } = facts
  const local = [...profile.columns].flatMap(([role, seen]) =>
    seen.withoutOffset > 0 && seen.withClock > 0 && styles.get(role)?.zone === undefined
      ? [seen.column]
      : [],
  )
  const zone = draft.zone ?? defaults.zone
  const hasMoney = JSON.stringify(entry).includes('"amount"')
  return [
    ...match.recipe.notes
      .filter(
        (each) =>
          !match.roles.has(each.without) && (each.with === undefined || match.roles.has(each.with)),
      )
      .map(({ note }) => note),
    ...(local.length > 0
      ? [`times without offset (${local.join(', ')}) are read in ${zone}; "zone" changes it`]
      : []),
    ...(options.encoding === 'windows-1252' && draft.encoding === undefined
      ? ['is not UTF-8 and read as windows-1252; "encoding" changes it']
      : []),
    ...(hasMoney && !match.roles.has('currency') && draft.currency === undefined
      ? [`no column of currencies: amounts are in ${constants.currency}; "currency" changes it`]
      : []),
  ]
}

/** The entry of the file in a mapping: the events that its columns allow. */
export function entryOf(reading: Reading, facts: Facts, context: Context) {
  const { draft, names, options } = reading
  const events = facts.match.recipe.events.flatMap((group) => {
    const [made] = [
      ...group
        .filter(({ unless }) => unless === undefined || !isThere(unless, names, context.kinds))
        .flatMap((event) => compileEvent(event, facts) ?? []),
      ...group.flatMap((event) => compileRetraction(event, facts) ?? []),
    ]
    return made === undefined ? [] : [made]
  })
  return {
    match: basename(reading.file),
    source_system:
      draft.source_system ?? context.defaults.sourceSystem ?? systemOf(names)?.system ?? 'import',
    zone: draft.zone ?? context.defaults.zone,
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter }),
    null_words: [...emptyWordsOf(facts.match), ...(draft.null_words ?? [])],
    ...(facts.match.recipe.exact ? { every_row: true } : { skip_totals: true }),
    events,
  }
}
