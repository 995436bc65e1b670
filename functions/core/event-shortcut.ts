import type * as z from 'zod'
import { eventSchemas, type FunnelEvent } from './event-schemas.ts'
import { eventTypes } from './event-shapes.ts'
import { fieldMeta, innerField, type Shortcut } from './fields.ts'

/*
 * The schema tells every fault of an event. An event without any, which is nearly every one, need
 * not pay for that: what is here is made from the schema and leaves to it all that is not plain.
 */

interface ShortField {
  readonly take: Shortcut
  readonly isNullable: boolean
  readonly isRequired: boolean
}

interface ShortType {
  readonly fields: ReadonlyMap<string, ShortField>
  readonly required: number
}

function shortField(schema: z.ZodType): ShortField {
  const take = fieldMeta.get(innerField(schema))?.shortcut
  return {
    take: take ?? ((value) => schema.safeParse(value).data),
    isNullable: schema.safeParse(null).success,
    isRequired: schema._zod.optin !== 'optional',
  }
}

function shortType(shape: Readonly<Record<string, z.ZodType>>): ShortType {
  const fields = new Map(Object.entries(shape).map(([name, field]) => [name, shortField(field)]))
  return { fields, required: [...fields.values()].filter((field) => field.isRequired).length }
}

const types = new Map<unknown, ShortType>()

/** Made at the first event of a type, since not every function that starts sees one. */
function typeOf(name: unknown): ShortType | undefined {
  const known = types.get(name)
  if (known !== undefined) return known
  const type = eventTypes.find((each) => each === name)
  if (type === undefined) return undefined
  const made = shortType(eventSchemas[type].shape)
  types.set(type, made)
  return made
}

/**
 * The stored form of an event whose fields are surely valid, each by itself: the object as sent
 * where that is its stored form. Undefined when the schema must look.
 */
export function takeSurely(sent: object): FunnelEvent | undefined {
  const event = sent as Readonly<Record<string, unknown>>
  const type = typeOf(event.type)
  if (type === undefined) return undefined
  let required = 0
  let stored: Record<string, unknown> | undefined
  for (const name of Object.keys(event)) {
    const field = type.fields.get(name)
    if (field === undefined) return undefined
    if (field.isRequired) required += 1
    const value = event[name]
    if (value === null && field.isNullable) continue
    const taken = field.take(value)
    if (taken === undefined) return undefined
    if (taken === value) continue
    stored ??= { ...event }
    stored[name] = taken
  }
  // Every field was taken by the type's own schema.
  return required === type.required ? ((stored ?? event) as FunnelEvent) : undefined
}
