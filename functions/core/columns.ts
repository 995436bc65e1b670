import type * as z from 'zod'
import { eventSchemas } from './event-schemas.ts'
import { type EventType, eventTypes } from './event-shapes.ts'
import { type ColumnType, fieldMeta, innerField } from './fields.ts'
import type { Dialect } from './ports.ts'

export interface Column {
  readonly name: string
  readonly type: ColumnType
  readonly doc: string
}

export interface FieldDoc extends Column {
  readonly required: boolean
}

/** The column that a field becomes; throws for one that was made without a column type. */
export function columnOf(name: string, schema: z.core.$ZodType): Column {
  const meta = fieldMeta.get(innerField(schema))
  if (!meta) throw new Error(`field ${name} has no column type`)
  return { name, type: meta.column, doc: meta.doc }
}

/** The fields of one event type in schema order, for the event reference. */
export function fieldsOf(type: EventType): FieldDoc[] {
  return Object.entries(eventSchemas[type].shape)
    .filter(([name]) => name !== 'type')
    .map(([name, schema]) => ({
      ...columnOf(name, schema),
      required: schema._zod.optin !== 'optional',
    }))
}

const stored: readonly Column[] = [
  { name: 'received_at', type: 'timestamp', doc: 'When the event was first accepted, UTC' },
  { name: 'content_hash', type: 'string', doc: 'SHA-256 over the event as sent' },
  { name: 'cleared', type: 'json', doc: 'Names of fields sent as null, a JSON array' },
]

function collectColumns(): Column[] {
  const columns = new Map<string, Column>()
  columns.set('type', { name: 'type', type: 'string', doc: 'Type of the event' })
  for (const type of eventTypes) {
    for (const { name, type: column, doc } of fieldsOf(type)) {
      const known = columns.get(name)
      if (known && known.type !== column) {
        throw new Error(`column ${name} is ${known.type} and, on ${type}, ${column}`)
      }
      if (!known) columns.set(name, { name, type: column, doc })
    }
  }
  return [...columns.values(), ...stored]
}

/** Every column of `event_log` and of the landing Parquet, in order; new ones are added at the end. */
export const eventColumns: readonly Column[] = collectColumns()

const sqlTypes: Record<Dialect, Record<ColumnType, string>> = {
  duckdb: types('varchar', 'timestamp'),
  trino: types('varchar', 'timestamp(6)'),
  athena: types('string', 'timestamp'),
}

function types(text: string, timestamp: string): Record<ColumnType, string> {
  return {
    string: text,
    json: text,
    boolean: 'boolean',
    integer: 'bigint',
    decimal: 'decimal(18,4)',
    rate: 'decimal(18,8)',
    date: 'date',
    timestamp,
  }
}

/** The SQL type of a column on one engine. */
export const sqlType = (type: ColumnType, dialect: Dialect): string => sqlTypes[dialect][type]
