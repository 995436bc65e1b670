import * as z from 'zod'
import { dateOptionsSchema } from './column-styles.ts'
import { type Part, parseTemplate } from './template.ts'

/*
 * How the value of a field is written in a mapping: text with {column} in it and what is done with
 * it, or a list of such texts of which the first without an empty cell counts.
 */

export const nullWords = z.array(z.string().min(1))

const parts = z.string().transform((source, context): Part[] => {
  const template = parseTemplate(source)
  if (template !== undefined) return template
  context.addIssue({ code: 'custom', message: 'a lone brace: write {column}, or {{ for a brace' })
  return z.NEVER
})

const isScalar = (input: unknown) =>
  typeof input === 'string' || typeof input === 'number' || typeof input === 'boolean'

/** A bare value stands for an object with that text. */
export const scalar = (input: unknown) => (isScalar(input) ? { text: String(input) } : input)

/** One value or a list of them, as a list; a fault of a single one has no index in its path. */
export function oneOrMore<T extends z.ZodType>(single: T) {
  const many = z.array(single).min(1)
  const one = single.transform((value): z.infer<T>[] => [value])
  return z.unknown().transform((input, context): z.infer<T>[] => {
    const result = (Array.isArray(input) ? many : one).safeParse(input)
    if (result.success) return result.data
    for (const { path, message } of result.error.issues) {
      const said = input === undefined ? 'is required' : message
      context.addIssue({ code: 'custom', path: [...path], message: said })
    }
    return z.NEVER
  })
}

const values = {
  /** What is written instead of a word. */
  values: z.record(z.string(), z.string()).optional(),
  /** What becomes of a word that `values` does not list. */
  others: z.enum(['refuse', 'keep', 'leave_out']).optional(),
}

export const fieldTemplate = z.strictObject({
  text: parts,
  ...dateOptionsSchema,
  /** Cells that mean empty, beside the file's. */
  null_words: nullWords.optional(),
  /** The day of a time. */
  day: z.boolean().optional(),
  /** A day so much later, such as "1 month". */
  plus: z
    .string()
    .regex(/^\d{1,3} (day|week|month|quarter|year)s?$/, 'such as "1 month"')
    .optional(),
  /** Places that the point of a number moves to the left: 2 for percent or cents. */
  shift: z.int().min(0).max(6).optional(),
  /** A hash or the domain of an address instead of the text itself, or the first of a list of ids. */
  take: z.enum(['hash', 'domain', 'first']).optional(),
  /** Another text leaves the field out, as an id whose first characters tell its kind. */
  begins: z.string().min(1).optional(),
  /** The word that clears the field of an update: it is sent as null. */
  clears: z.string().min(1).optional(),
  ...values,
})

export const ownTemplate = z.preprocess(
  scalar,
  z.strictObject({
    text: parts,
    null_words: nullWords.optional(),
    as: z.enum(['text', 'number', 'boolean']).default('text'),
  }),
)

export type FieldTemplate = z.infer<typeof fieldTemplate>
export type OwnTemplate = z.infer<typeof ownTemplate>
