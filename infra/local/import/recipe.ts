import { readdirSync, readFileSync } from 'node:fs'
import * as z from 'zod'
import { eventList } from './event-list.ts'

/*
 * A recipe knows one kind of export: the names that its columns have in the wild, and the events
 * that a row makes, written as in a mapping but with {role} in place of {column}. Adding a system is
 * adding names, or a file beside the others in `mappings/`.
 */

const role = z.strictObject({
  is: z.enum(['id', 'time', 'number', 'word', 'text']).default('text'),
  /** Ways to write the name; case, spaces and marks do not count. The first that the file has counts. */
  names: z.array(z.string().min(1)).min(1),
  /** Ways that any other table may have too, such as `id`; they come last. */
  common_names: z.array(z.string().min(1)).default([]),
  /** How much the name tells that the file is of this kind. */
  weight: z.number().default(1),
})

const alternative = z.union([
  z.string(),
  z.boolean(),
  z
    .looseObject({
      text: z.string(),
      /** Words of the column are translated by this list of `words.json`. */
      class: z.string().optional(),
    })
    .readonly(),
])

const condition = z.union([
  z.strictObject({ role: z.string(), class: z.string(), is: z.array(z.string()) }),
  z.strictObject({ role: z.string(), class: z.string(), is_not: z.array(z.string()) }),
  z.strictObject({ role: z.string(), present: z.boolean() }),
])

const event = z.strictObject({
  type: z.string(),
  /** Made of files with these columns alone. */
  needs: z.array(z.string()).default([]),
  /** The record whose state the event tells; without it the event has an id of its own. */
  snapshot: z.string().optional(),
  when: z.array(condition).default([]),
  /** It is retracted when a newer export of the record no longer says it, such as a close. */
  retracts: z.boolean().default(false),
  fields: z.record(z.string(), z.union([alternative, z.array(alternative)])),
  /** Fields that are objects, key by key. */
  keyed: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  /** Left out when a file of that kind is imported too, which knows better. */
  unless: z.string().optional(),
})

const recipeSchema = z.strictObject({
  id: z.string(),
  /** What a row is, for people. */
  kind: z.string(),
  columns: z.record(z.string(), role),
  /** Of each group one column must be there. */
  needs: z.array(z.array(z.string()).min(1)).min(1),
  /** Of these one must be there too where a column was found by a common name. */
  common_needs: z.array(z.string()).default([]),
  /** Names of columns that no such file has. */
  never: z.array(z.string()).default([]),
  /** In the rows of such a file, the same id stands again. */
  repeats: z.string().optional(),
  /** The first words of a column are of a class, in such a file alone. */
  told_by: z.strictObject({ role: z.string(), class: z.string() }).optional(),
  /** Cells are taken as they stand: no number is rounded, no row is a total, each row is an event. */
  exact: z.boolean().default(false),
  /** In each group the first event that the columns allow is made. */
  events: z.array(z.array(event).min(1)),
  /** One event more for each column whose name fits; `expand.ts` says how. */
  each: z
    .strictObject({ pattern: z.string(), role: z.string(), class: z.string(), event })
    .optional(),
  /** What cannot be known from such a file, said when the role is not there. */
  notes: z
    .array(z.strictObject({ without: z.string(), with: z.string().optional(), note: z.string() }))
    .default([]),
})

export type Recipe = z.infer<typeof recipeSchema>
export type RecipeEvent = z.infer<typeof event>
export type RecipeValue = z.infer<typeof alternative>

/** Files beside the recipes that are none. */
const lists: ReadonlySet<string> = new Set(['words.json', 'systems.json'])

const folder = new URL('mappings/', import.meta.url)
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))

const wordsSchema = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])))

/** Per class: patterns in lower case, and what a word that fits is called here. */
export const wordClasses = new Map(
  Object.entries(wordsSchema.parse(read('words.json'))).map(([name, entries]) => [
    name,
    entries.map(([pattern, value]) => ({ pattern: new RegExp(pattern, 'i'), value })),
  ]),
)

const systemsSchema = z.array(
  z.strictObject({
    system: z.string(),
    /** Names of columns, of which one tells the system. */
    columns: z.array(z.string()),
    /** The channel that its spend is for. */
    channel: z.string().optional(),
  }),
)

/** The systems that exports are known by. */
export const systems = systemsSchema.parse(read('systems.json'))

/** The shipped recipes. */
export const recipes: readonly Recipe[] = [
  eventList,
  ...readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !lists.has(name))
    .sort()
    .map((name) => recipeSchema.parse(read(name))),
]

/** What a word is called in a class; undefined when no pattern fits. */
export function classify(word: string, name: string): string | undefined {
  return wordClasses.get(name)?.find(({ pattern }) => pattern.test(word.trim()))?.value
}

/** A word that means the end of a deal, or a stage that has a name here. */
export const isStageWord = (word: string): boolean =>
  classify(word, 'outcome') !== undefined || classify(word, 'stage_name') !== undefined
