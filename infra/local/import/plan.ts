import { fieldsOf } from '#core/columns.ts'
import { type FieldContext, type FieldPlan, planField, planKeys, type RowFault } from './fields.ts'
import { type Cells, type Header, planCell } from './header.ts'
import type { Condition, EventMapping, FileMapping } from './mapping.ts'

export interface MappedEvent {
  readonly event: Readonly<Record<string, unknown>>
  /** The columns that a field of the event was made of, for a refusal that names its path. */
  columnsOf(path: string): string
}

function planCondition(
  condition: Condition | undefined,
  header: Header,
): (cells: Cells) => boolean {
  if (condition === undefined) return () => true
  const read = planCell(condition.column, header)
  if ('present' in condition) return (cells) => (read(cells) !== undefined) === condition.present
  const wanted = new Set([condition.equals].flat())
  return (cells) => wanted.has(read(cells)?.trim() ?? '')
}

function planFields({ type, fields, keyed }: EventMapping, context: FieldContext): FieldPlan[] {
  const types = new Map(fieldsOf(type).map((field) => [field.name, field.type]))
  const plans = [
    ...fields.map(([name, template]) =>
      planField(name, types.get(name) ?? 'string', template, context),
    ),
    ...keyed.map(([name, templates]) => planKeys(name, templates, context)),
  ]
  // date_only comes first: it decides how occurred_at is read.
  return plans.sort((a, b) => Number(b.name === 'date_only') - Number(a.name === 'date_only'))
}

type EventPlan = (cells: Cells) => MappedEvent | RowFault | undefined

function planEvent(mapping: EventMapping, source: string, context: FieldContext): EventPlan {
  const fields = planFields(mapping, context)
  const columns = new Map(fields.flatMap((field) => Object.entries(field.columns)))
  const columnsOf = (path: string) =>
    columns.get(path) ?? columns.get(path.split(/[.[]/)[0] ?? '') ?? ''
  const applies = planCondition(mapping.when, context.header)
  return (cells) => {
    if (!applies(cells)) return undefined
    const event: Record<string, unknown> = {
      type: mapping.type,
      source_system: source,
      backfill: true,
    }
    for (const field of fields) {
      const filled = field.fill(cells, event.date_only === true)
      if ('reason' in filled) return filled
      if ('value' in filled) event[field.name] = filled.value
      else if (field.name === 'event_id') {
        return { column: filled.empty, reason: 'is empty, and event_id is made of it' }
      }
    }
    return { event, columnsOf }
  }
}

/**
 * How the rows of a file with this header become events. A row is taken whole or not at all: one
 * fault in it and none of its events is made. Throws UsageError when a mapped column is missing or
 * occurs twice.
 */
export function planRows(
  file: FileMapping,
  names: readonly string[],
): (cells: Cells) => MappedEvent[] | RowFault {
  const header = { names, nullWords: file.null_words }
  const plans = file.events.map((event) =>
    planEvent(event, file.source_system, { header, zone: file.zone }),
  )
  return (cells) => {
    const made: MappedEvent[] = []
    for (const plan of plans) {
      const event = plan(cells)
      if (event === undefined) continue
      if ('reason' in event) return event
      made.push(event)
    }
    return made
  }
}
