import * as z from 'zod'
import { fieldsOf } from '#core/columns.ts'
import { UsageError } from '#core/errors.ts'
import { eventSchemas } from '#core/event-schemas.ts'
import { type EventType, eventTypes } from '#core/event-shapes.ts'
import type { ColumnType } from '#core/fields.ts'
import { convert } from './convert.ts'
import { encodings } from './decode.ts'
import { columnsIn, type Part, parseTemplate } from './template.ts'

/*
 * A mapping says which files make which events: each event is written as it would be posted, with
 * `{column}` where a cell of the row goes. `help.ts` explains it to users.
 */

function knowsZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const zone = z.string().refine(knowsZone, 'an IANA time zone such as America/Sao_Paulo')
const nullWords = z.array(z.string().min(1))

const parts = z.string().transform((source, context): Part[] => {
  const template = parseTemplate(source)
  if (template !== undefined) return template
  context.addIssue({ code: 'custom', message: 'a lone brace: write {column}, or {{ for a brace' })
  return z.NEVER
})

const scalar = (input: unknown) =>
  typeof input === 'string' || typeof input === 'number' || typeof input === 'boolean'
    ? { text: String(input) }
    : input

const fieldTemplate = z.strictObject({
  text: parts,
  /** Zone of times without offset, where it differs from the file's. */
  zone: zone.optional(),
  /** Cells that mean empty, beside the file's. */
  null_words: nullWords.optional(),
})

const ownTemplate = z.preprocess(
  scalar,
  z.strictObject({
    text: parts,
    null_words: nullWords.optional(),
    as: z.enum(['text', 'number', 'boolean']).default('text'),
  }),
)

export type FieldTemplate = z.infer<typeof fieldTemplate>
export type OwnTemplate = z.infer<typeof ownTemplate>

type KeyedTemplates = Readonly<Record<string, OwnTemplate>>

/** Fields that are objects of own keys, mapped key by key. */
const keyedFields: readonly string[] = ['properties', 'qualification']

/** A constant is checked when the mapping is read, not row by row. */
function checkedTemplate(type: EventType, name: string, column: ColumnType) {
  const field = (eventSchemas[type].shape as Record<string, z.ZodType>)[name]
  return z.preprocess(
    scalar,
    fieldTemplate.superRefine((template, context) => {
      if (columnsIn(template.text).length > 0) return
      const constant = template.text.join('')
      const converted = convert(constant, column, { zone: template.zone })
      if ('fault' in converted) {
        context.addIssue({
          code: 'custom',
          message: `${JSON.stringify(constant)} ${converted.fault}`,
        })
        return
      }
      for (const { message } of field?.safeParse(converted.value).error?.issues ?? []) {
        context.addIssue({ code: 'custom', message })
      }
    }),
  )
}

const column = z.string().min(1)
const condition = z.union(
  [
    z.strictObject({ column, present: z.boolean() }),
    z.strictObject({ column, equals: z.union([z.string(), z.array(z.string()).min(1)]) }),
  ],
  { error: 'write {"column": "...", "present": true} or {"column": "...", "equals": "..."}' },
)

export type Condition = z.infer<typeof condition>

/** One event that a row makes; `fields` and `keyed` together are what is posted. */
export interface EventMapping {
  readonly type: EventType
  readonly when: Condition | undefined
  readonly fields: readonly (readonly [name: string, template: FieldTemplate])[]
  readonly keyed: readonly (readonly [name: string, templates: KeyedTemplates])[]
}

function toEventMapping(type: EventType, { when, ...rest }: Record<string, unknown>): EventMapping {
  const entries = Object.entries(rest).filter(([name]) => name !== 'type')
  // The schema of each field has been checked by its name.
  return {
    type,
    when: when as Condition | undefined,
    fields: entries.filter(([name]) => !keyedFields.includes(name)) as [string, FieldTemplate][],
    keyed: entries.filter(([name]) => keyedFields.includes(name)) as [string, KeyedTemplates][],
  }
}

function eventMapping(type: EventType) {
  const known = fieldsOf(type).filter(({ name }) => name !== 'source_system')
  const fields = known.map(({ name, type: columnType, required }) => {
    const value = keyedFields.includes(name)
      ? z.record(z.string().min(1), ownTemplate)
      : checkedTemplate(type, name, columnType)
    return [name, required ? value : value.optional()] as const
  })
  const shape: Record<string, z.ZodType> = Object.fromEntries(fields)
  const names = known.map(({ name }) => name).join(', ')
  return z
    .strictObject(
      { ...shape, type: z.literal(type), when: condition.optional() },
      {
        error: (issue) =>
          issue.code === 'unrecognized_keys'
            ? `a ${type} event has no ${issue.keys.join(', ')}; it has ${names}`
            : undefined,
      },
    )
    .transform((event) => toEventMapping(type, event))
}

type EventOfType = ReturnType<typeof eventMapping>
const eventMappings = z.discriminatedUnion(
  'type',
  eventTypes.map(eventMapping) as [EventOfType, ...EventOfType[]],
  {
    error: (issue) =>
      issue.code === 'invalid_union' ? `one of ${eventTypes.join(', ')}` : undefined,
  },
)

const fileMapping = z.strictObject({
  /** Name of the file without its folder, or a glob such as `deals_*.csv`; the first that fits counts. */
  match: z.string().min(1),
  source_system: z.string().min(1),
  zone: zone.optional(),
  encoding: z.enum(encodings).optional(),
  delimiter: z.string().length(1).optional(),
  null_words: nullWords.default([]),
  events: z.array(eventMappings).min(1),
})

export const mappingSchema = z.strictObject({ files: z.array(fileMapping).min(1) })

export type FileMapping = z.infer<typeof fileMapping>
export type Mapping = z.infer<typeof mappingSchema>

/** A validated mapping; throws UsageError naming the path of everything that is wrong. */
export function parseMapping(input: unknown): Mapping {
  const result = mappingSchema.safeParse(input, {
    error: (issue) => (issue.input === undefined ? 'is required' : undefined),
  })
  if (result.success) return result.data
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new UsageError(`wrong mapping: ${faults.join('; ')}`)
}
