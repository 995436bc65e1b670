import { basename } from 'node:path'
import type { Refused } from './choose.ts'
import { unknownWords } from './compile.ts'
import type { Prepared } from './prepare.ts'
import type { Understood } from './understand.ts'
import { wordsMeaning } from './words.ts'

const shownNames = 12

function list(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).join(', ')
  return names.length > shownNames ? `${shown} and ${names.length - shownNames} more` : shown
}

/** The classes of words that the recipe asks for, by role. */
function classesIn({ match }: Understood): [role: string, name: string][] {
  const asked = match.recipe.events
    .flat()
    .flatMap(({ when }) => when)
    .flatMap((each) => ('class' in each ? [`${each.role} ${each.class}`] : []))
  return [...new Set(asked)].map((each) => {
    const [role = '', name = ''] = each.split(' ')
    return [role, name]
  })
}

/** What the words of a column were taken for, such as which stages are won. */
function* wordLines(each: Understood): Generator<string> {
  const { facts, match } = each
  for (const [role, name] of classesIn(each)) {
    const column = match.roles.get(role)?.column
    const words = [...(facts.profile.columns.get(role)?.words ?? [])]
    if (column === undefined || words.length === 0) continue
    const meanings = new Map<string, string[]>()
    for (const word of words) {
      const meaning = [
        'open',
        'won',
        'lost',
        'no_decision',
        'disqualified',
        'yes',
        'no',
        'paid',
        'unpaid',
      ].find((candidate) => wordsMeaning([word], name, [candidate], facts.stages).length > 0)
      if (meaning !== undefined) meanings.set(meaning, [...(meanings.get(meaning) ?? []), word])
    }
    const other = unknownWords(role, name, facts)
    const said = [...meanings].map(([meaning, of]) => `${meaning}: ${list(of)}`)
    const rest = other.length > 0 ? [`neither: ${list(other)}`] : []
    if (said.length > 0) yield `  words of ${column}: ${[...said, ...rest].join('; ')}`
  }
}

const confidences = {
  sure: 'sure',
  likely: 'likely; another kind comes near',
  said: 'as the mapping says',
} as const

function* understoodLines(each: Understood): Generator<string> {
  const { file, match, confidence, rows, ignored, notes, questions } = each
  const { kind, id } = match.recipe
  const size = `${rows.toLocaleString('en')} row${rows === 1 ? '' : 's'}`
  yield `${basename(file)}: ${id}, ${kind} (${confidences[confidence]}); ${size}`
  for (const { role, column } of match.roles.values()) yield `  ${column} is ${role}`
  yield* wordLines(each)
  if (ignored.length > 0) yield `  ignored: ${list(ignored)}`
  for (const note of notes) yield `  note: ${note}`
  for (const { reason, add } of questions) {
    yield `  unclear: ${reason}; add to its entry in the mapping: ${add}`
  }
}

/** The mapping that settles what is unclear about a file, whole so that it can be copied; one for each choice. */
const entryWith = (file: string, add: string) =>
  add
    .split(' or ')
    .map((choice) => `{"files": [{"match": ${JSON.stringify(basename(file))}, ${choice}}]}`)
    .join(' or ')

function refusedLine({ file, reason, add }: Refused): string {
  const help =
    add === undefined ? '' : `; to import it, give a mapping with ${entryWith(file, add)}`
  return `${basename(file)}: not imported: ${reason}${help}`
}

/** What was understood of each file, what is unclear and what is not imported, as lines. */
export function formatPrepared(prepared: Prepared): string {
  const { understood, refused, ignored, written, unmatched, rates } = prepared
  const rateLines = (rates ?? '').split('\n').length - 2
  return [
    ...understood.flatMap((each) => [...understoodLines(each)]),
    ...(rates === undefined
      ? []
      : [`${rateLines.toLocaleString('en')} rates of exchange, loaded as reference data`]),
    ...refused.map(refusedLine),
    ...written.map((file) => `${basename(file)}: makes the events that the mapping writes out`),
    ...unmatched.map((match) => `mapping: no file fits ${JSON.stringify(match)}`),
    ...ignored.map((file) => `${basename(file)}: ignored, as the mapping says`),
  ].join('\n')
}

/** Nothing may be imported before these are settled: a mapping for each file, with the first of the choices. */
export function openQuestions({ understood }: Prepared): string[] {
  return understood.flatMap(({ file, questions }) => {
    const choices = [...new Set(questions.map(({ add }) => add))].map((add) => add.split(' or '))
    if (choices.length === 0) return []
    const others = choices.flatMap((each) => each.slice(1))
    const first = entryWith(file, choices.map(([choice = '']) => choice).join(', '))
    return [others.length === 0 ? first : `${first}\n  or in it ${others.join(', ')}`]
  })
}
