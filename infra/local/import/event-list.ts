import { type Column, eventColumns, fieldsOf } from '#core/columns.ts'
import { eventSchemas } from '#core/event-schemas.ts'
import { type EventType, eventTypes } from '#core/event-shapes.ts'
import type { ColumnType } from '#core/fields.ts'
import type { ColumnUse } from './profile.ts'
import type { Recipe, RecipeEvent, RecipeValue } from './recipe.ts'

/*
 * The recipe of a list of events whose columns are the fields of the event API. It is made from the
 * event model, so that a new field is a new column at once.
 */

const uses: Partial<Record<ColumnType, ColumnUse>> = {
  timestamp: 'time',
  date: 'time',
  decimal: 'number',
  rate: 'number',
  integer: 'number',
}

/** Other names of columns, where the events of a type are called by them. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  type: ['event type'],
  name: ['event name', 'stage name', 'stage'],
  occurred_at: ['event time', 'event timestamp', 'timestamp'],
}

const weights: Readonly<Record<string, number>> = { type: 5, occurred_at: 5 }

const useOf = (name: string, type: ColumnType): ColumnUse => {
  if (name === 'type') return 'word'
  return name.endsWith('_id') ? 'id' : (uses[type] ?? 'text')
}

const notSent: ReadonlySet<string> = new Set(['received_at', 'content_hash', 'cleared'])

const columns = eventColumns
  .filter(({ name }) => !notSent.has(name))
  .map(({ name, type }): [string, Recipe['columns'][string]] => [
    name,
    {
      is: useOf(name, type),
      weight: weights[name] ?? 1,
      names: [name, ...(aliases[name] ?? [])],
      common_names: [],
    },
  ])

/** Null clears the field, as of a deal, a person or an account. */
const canClear = (type: EventType, field: string) =>
  Object.entries(eventSchemas[type].shape).some(
    ([name, schema]) => name === field && schema.safeParse(null).success,
  )

/** In JSON null stands for itself. */
function fieldOf(type: EventType, { name, type: column }: Column): [string, RecipeValue] {
  const text = `{${name}}`
  return [name, column !== 'json' && canClear(type, name) ? { text, clears: 'null' } : text]
}

const eventOf = (type: EventType): RecipeEvent => ({
  type,
  when: [{ role: 'type', class: 'event_type', is: [type] }],
  needs: [],
  retracts: false,
  keyed: {},
  fields: Object.fromEntries(fieldsOf(type).map((field) => fieldOf(type, field))),
})

/** Rows that are events as the event API takes them. */
export const eventList: Recipe = {
  id: 'event_list',
  kind: 'events by the fields of the event API',
  columns: Object.fromEntries(columns),
  needs: [['type'], ['occurred_at']],
  common_needs: [],
  never: [],
  told_by: { role: 'type', class: 'event_type' },
  exact: true,
  events: eventTypes.map((type) => [eventOf(type)]),
  notes: [],
}
