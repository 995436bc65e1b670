import * as z from 'zod'
import { UsageError } from '#core/errors.ts'
import { eventSchemas } from '#core/event-schemas.ts'
import { type EventType, eventTypes } from '#core/event-shapes.ts'
import type { ColumnType } from '#core/fields.ts'
import { dateOptionsSchema } from './column-styles.ts'
import { convert } from './convert.ts'
import { encodings } from './decode.ts'
import { columnsIn } from './template.ts'
import {
  type FieldTemplate,
  fieldTemplate,
  nullWords,
  type OwnTemplate,
  oneOrMore,
  ownTemplate,
  scalar,
} from './templates.ts'
import { valueFieldsOf } from './value-fields.ts'

/*
 * A mapping says which files make which events: each event is written as it would be posted, with
 * `{column}` where a cell of the row goes. `help.ts` explains it to users.
 */

type KeyedTemplates = Readonly<Record<string, OwnTemplate>>

/** Fields that are objects of own keys, mapped key by key. */
const keyedFields: readonly string[] = ['properties', 'qualification']

/** A constant is checked when the mapping is read, not row by row. */
function checkConstant(template: FieldTemplate, field: z.ZodType | undefined, column: ColumnType) {
  const constant = template.text.join('')
  const converted = convert(constant, column, template)
  if ('fault' in converted) return [`${JSON.stringify(constant)} ${converted.fault}`]
  return (field?.safeParse(converted.value).error?.issues ?? []).map(({ message }) => message)
}

function checkedTemplates(type: EventType, name: string, column: ColumnType) {
  const field = (eventSchemas[type].shape as Record<string, z.ZodType>)[name]
  const checked = fieldTemplate.superRefine((template, context) => {
    if (columnsIn(template.text).length > 0) return
    for (const message of checkConstant(template, field, column)) {
      context.addIssue({ code: 'custom', message })
    }
  })
  return oneOrMore(z.preprocess(scalar, checked))
}

const keyed = z.record(z.string().min(1), ownTemplate)

/** Own keys one by one, or one text with all of them as JSON. */
const keyedOr = (templates: z.ZodType) =>
  z.unknown().transform((input, context) => {
    const result = (typeof input === 'string' ? templates : keyed).safeParse(input)
    if (result.success) return result.data
    for (const { path, message } of result.error.issues) {
      context.addIssue({ code: 'custom', path: [...path], message })
    }
    return z.NEVER
  })

const column = z.string().min(1)
/** Of an empty list no word fits: the event is never made. */
const words = z.union([z.string(), z.array(z.string())])
const condition = z.union(
  [
    z.strictObject({ column, present: z.boolean() }),
    z.strictObject({ column, equals: words }),
    z.strictObject({ column, differs: words }),
  ],
  { error: 'write {"column": "...", "present": true} or {"column": "...", "equals": "..."}' },
)

const conditions = oneOrMore(condition).optional()

export type Condition = z.infer<typeof condition>

/** One event that a row makes; `fields` and `keyed` together are what is posted. */
export interface EventMapping {
  readonly type: EventType
  /** All must hold. */
  readonly when: readonly Condition[]
  /** What the record is of whose state this event tells; see `snapshots.ts`. */
  readonly snapshot: FieldTemplate | undefined
  /** A row that no longer makes the event retracts the one that was sent of its record. */
  readonly retracts: boolean
  readonly fields: readonly (readonly [name: string, templates: readonly FieldTemplate[]])[]
  readonly keyed: readonly (readonly [name: string, templates: KeyedTemplates])[]
}

function toEventMapping(
  type: EventType,
  { when, snapshot, retracts, ...rest }: Record<string, unknown>,
): EventMapping {
  const entries = Object.entries(rest).filter(([name]) => name !== 'type')
  // The schema of each field has been checked by its name.
  return {
    type,
    when: (when ?? []) as readonly Condition[],
    snapshot: snapshot as FieldTemplate | undefined,
    retracts: retracts === true,
    fields: entries.filter(([, value]) => Array.isArray(value)) as [string, FieldTemplate[]][],
    keyed: entries.filter(([, value]) => !Array.isArray(value)) as [string, KeyedTemplates][],
  }
}

function eventMapping(type: EventType) {
  const known = valueFieldsOf(type)
  const fields = known.map(({ name, type: columnType, required }) => {
    const templates = checkedTemplates(type, name, columnType)
    const value = keyedFields.includes(name) ? keyedOr(templates) : templates
    return [name, required && name !== 'source_system' ? value : value.optional()] as const
  })
  const shape: Record<string, z.ZodType> = Object.fromEntries(fields)
  const names = known.map(({ name }) => name).join(', ')
  return z
    .strictObject(
      {
        ...shape,
        type: z.literal(type),
        when: conditions,
        snapshot: z.preprocess(scalar, fieldTemplate).optional(),
        retracts: z.boolean().optional(),
      },
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
  ...dateOptionsSchema,
  encoding: z.enum(encodings).optional(),
  delimiter: z.string().length(1).optional(),
  null_words: nullWords.default([]),
  /** Rows of totals and other lines that are no record are left out. */
  skip_totals: z.boolean().default(false),
  /** A row that makes no event is a bad row. */
  every_row: z.boolean().default(false),
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
