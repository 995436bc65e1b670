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

/** An event of a recipe as an event of a mapping; undefined when the file does not allow it. */
export function compileEvent(event: RecipeEvent, facts: Facts): Json | undefined {
  const when = event.when.map((each) => compileCondition(each, facts))
  const snapshot = compileText(event.snapshot, facts)
  if (snapshot === undefined || when.includes(false)) return undefined
  const fields = new Map(
    Object.entries(event.fields).flatMap(([name, value]) => {
      const compiled = compileField(name, value, facts)
      return compiled === undefined ? [] : [[name, compiled] as const]
    }),
  )
  if (!fields.has('amount')) fields.delete('currency')
  // The types are those of the event model; the mapping that comes out is checked again.
  if (!isWhole(event.type as EventType, fields)) return undefined
  const conditions = when.filter((each) => typeof each === 'object')
  return {
    type: event.type,
    ...(conditions.length > 0 ? { when: conditions } : {}),
    snapshot,
    ...Object.fromEntries(fields),
  }
}

/** The words of a column that a class knows nothing about. */
export const unknownWords = (role: string, name: string, { profile, stages }: Facts): string[] =>
  [...(profile.columns.get(role)?.words ?? [])].filter(
    (word) => meaningOf(word, name, stages) === undefined,
  )
