import * as z from 'zod'
import { UsageError } from '#core/errors.ts'
import { dateOptionsSchema } from './column-styles.ts'
import { encodings } from './decode.ts'
import { type Mapping, parseMapping } from './mapping.ts'
import { recipes } from './recipe.ts'
import { nullWords } from './templates.ts'

const kinds = recipes.map(({ id }) => id)

/** What a user says of a file that is understood by its header otherwise. */
const draftSchema = z.strictObject({
  match: z.string().min(1),
  /** Kind of the file, or `ignore`. */
  as: z
    .string()
    .refine((as) => as === 'ignore' || kinds.includes(as), `one of ${kinds.join(', ')}, ignore`)
    .optional(),
  /** Columns by role, where the header does not tell. */
  columns: z.record(z.string(), z.string()).default({}),
  source_system: z.string().min(1).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  channel: z.string().min(1).optional(),
  ...dateOptionsSchema,
  encoding: z.enum(encodings).optional(),
  delimiter: z.string().length(1).optional(),
  null_words: nullWords.optional(),
})

export type Draft = z.infer<typeof draftSchema>
export type FileEntry = Mapping['files'][number]

/** An entry of a mapping file: events written out, or what helps to understand the file. */
export type Entry =
  | { readonly final: FileEntry; readonly json: unknown }
  | { readonly draft: Draft }

function parseEntry(input: unknown, index: number): Entry {
  if (typeof input === 'object' && input !== null && 'events' in input) {
    const [final] = parseMapping({ files: [input] }).files
    if (final !== undefined) return { final, json: input }
  }
  const result = draftSchema.safeParse(input)
  if (result.success) return { draft: result.data }
  const faults = result.error.issues.map(({ path, message }) =>
    [['files', index, ...path].join('.'), message].join(': '),
  )
  throw new UsageError(`wrong mapping: ${faults.join('; ')}`)
}

/** The entries of a mapping file; throws UsageError naming the path of what is wrong. */
export function parseEntries(input: unknown): readonly Entry[] {
  const files = z.looseObject({ files: z.array(z.unknown()).min(1) }).safeParse(input)
  // Without entries there is nothing to tell apart: the message of the strict schema is better.
  if (!files.success) return parseMapping(input).files.map((final) => ({ final, json: final }))
  return files.data.files.map(parseEntry)
}
