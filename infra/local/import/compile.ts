import { fieldsOf } from '#core/columns.ts'
import type { EventType } from '#core/event-shapes.ts'
import {
  type CompiledValue,
  compileText,
  compileValue,
  type Facts,
  wordsOf,
} from './compile-values.ts'
import type { RecipeEvent } from './recipe.ts'
import { meaningOf, wordsMeaning } from './words.ts'

type Json = Readonly<Record<string, unknown>>
type When = RecipeEvent['when'][number]

const subjects = ['lead_id', 'contact_id', 'account_id', 'opportunity_id']
/** Fields of moments that an `occurred_at` of the same column may be a day for. */
const moments: ReadonlySet<string> = new Set(['recorded_at', 'effective_at'])

/** The condition in a mapping, `true` when it always holds and `false` when it never does. */
function compileCondition(condition: When, facts: Facts): Json | boolean {
  const column = facts.match.roles.get(condition.role)?.column
  if ('present' in condition) {
    if (column === undefined) return !condition.present
    return { column, present: condition.present }
  }
  if (column === undefined) return 'is_not' in condition
  const words = wordsOf(condition.role, facts)
  const meanings = 'is' in condition ? condition.is : condition.is_not
  const found = wordsMeaning(words, condition.class, meanings, facts.stages)
  if (found.length === 0) return 'is_not' in condition
  return 'is' in condition ? { column, equals: found } : { column, differs: found }
}

/** The keys whose columns the file has. */
function compileKeys(keys: Readonly<Record<string, string>>, facts: Facts) {
  const entries = Object.entries(keys).flatMap(([key, text]) => {
    const compiled = compileText(text, facts)
    return compiled === undefined ? [] : [[key, compiled] as const]
  })
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

function compileField(
  name: string,
  value: RecipeEvent['fields'][string],
  facts: Facts,
): CompiledValue | CompiledValue[] | undefined {
  const values = [value]
    .flat()
    .map((each) => compileValue(each, facts))
    .filter((each) => each !== undefined)
    .filter((each) => !(moments.has(name) && typeof each === 'object' && each.day === true))
  return values.length > 1 ? values : values[0]
}

/** What every event of the type must carry, beside what the importer adds. */
function isWhole(type: EventType, fields: ReadonlyMap<string, unknown>): boolean {
  const required = fieldsOf(type).filter(
    (field) => field.required && field.name !== 'source_system',
  )
  const needsSubject = type === 'stage' || type === 'touch'
  return (
    required.every(({ name }) => fields.has(name)) &&
    (!needsSubject || subjects.some((name) => fields.has(name)))
  )
}

/** A condition that no row fulfils, of the first column that the event asks about. */
function never({ when }: RecipeEvent, { match }: Facts): Json | undefined {
  const column = when.map(({ role }) => match.roles.get(role)?.column).find(Boolean)
  return column === undefined ? undefined : { column, equals: [] }
}

/**
 * An event that no row of the file makes, so that one of an earlier export is retracted; undefined
 * for an event that stays as it was sent.
 */
export function compileRetraction(event: RecipeEvent, facts: Facts): Json | undefined {
  const none = never(event, facts)
  if (!event.retracts || none === undefined) return undefined
  const compiled = compileEvent({ ...event, when: [] }, facts)
  return compiled === undefined ? undefined : { ...compiled, when: none }
}

/** An event of a recipe as an event of a mapping; undefined when the file does not allow it. */
export function compileEvent(event: RecipeEvent, facts: Facts): Json | undefined {
  const when = event.when.map((each) => compileCondition(each, facts))
  const snapshot = compileText(event.snapshot ?? '', facts)
  const isAllowed = event.needs.every((role) => facts.match.roles.has(role))
  if (snapshot === undefined || when.includes(false) || !isAllowed) return undefined
  const entries: [string, unknown][] = [
    ...Object.entries(event.fields).map(([name, value]): [string, unknown] => [
      name,
      compileField(name, value, facts),
    ]),
    ...Object.entries(event.keyed).map(([name, keys]): [string, unknown] => [
      name,
      compileKeys(keys, facts),
    ]),
  ]
  const fields = new Map(entries.filter(([, compiled]) => compiled !== undefined))
  if (!fields.has('amount')) fields.delete('currency')
  // The types are those of the event model; the mapping that comes out is checked again.
  if (!isWhole(event.type as EventType, fields)) return undefined
  const conditions = when.filter((each) => typeof each === 'object')
  return {
    type: event.type,
    ...(conditions.length > 0 ? { when: conditions } : {}),
    ...(snapshot === '' ? {} : { snapshot }),
    ...(event.retracts ? { retracts: true } : {}),
    ...Object.fromEntries(fields),
  }
}

/** The words of a column that a class knows nothing about. */
export const unknownWords = (role: string, name: string, { profile, stages }: Facts): string[] =>
  [...(profile.columns.get(role)?.words ?? [])].filter(
    (word) => meaningOf(word, name, stages) === undefined,
  )
