import { type FieldDoc, fieldsOf } from '#core/columns.ts'
import { eventSchemas } from '#core/event-schemas.ts'
import type { EventType } from '#core/event-shapes.ts'
import type { ColumnType } from '#core/fields.ts'

/** A score is kept as a decimal but sent as a whole number: its schema takes no text. */
function sentAs(type: EventType, { name, type: column }: FieldDoc): ColumnType {
  if (column !== 'decimal') return column
  const found = Object.entries(eventSchemas[type].shape).find(([field]) => field === name)
  return found?.[1].safeParse('1').success === false ? 'integer' : column
}

/** The fields of an event type with the type in which a value of each is sent. */
export const valueFieldsOf = (type: EventType): FieldDoc[] =>
  fieldsOf(type).map((field) => ({ ...field, type: sentAs(type, field) }))
