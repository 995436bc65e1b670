import { type FieldContext, type FieldPlan, planField, planKeys, type RowFault } from './fields.ts'
import { type Cells, type Header, planCell } from './header.ts'
import type { Condition, EventMapping, FileMapping } from './mapping.ts'
import type { Known } from './snapshot-store.ts'
import { roundedId } from './steps.ts'
import { valueFieldsOf } from './value-fields.ts'

export interface MappedEvent {
  readonly event: Readonly<Record<string, unknown>>
  /** The columns that a field of the event was made of, for a refusal that names its path. */
  columnsOf(path: string): string
  /** Key of the record whose state the event tells; such an event gets its id in `snapshots.ts`. */
  readonly record?: string
  /** What to keep of that record when the event is stored. */
  readonly remember?: { readonly key: string; readonly known: Known }
}

/** A record whose event the row no longer makes: what was sent of it is to be retracted. */
export interface Gone {
  readonly gone: string
  readonly source: string
}

function planCondition(condition: Condition, header: Header): (cells: Cells) => boolean {
  const read = planCell(condition.column, header)
  if ('present' in condition) return (cells) => (read(cells) !== undefined) === condition.present
  const differs = 'differs' in condition
  const words = new Set([differs ? condition.differs : condition.equals].flat())
  return (cells) => words.has(read(cells)?.trim() ?? '') !== differs
}

function planFields({ type, fields, keyed }: EventMapping, context: FieldContext): FieldPlan[] {
  const types = new Map(valueFieldsOf(type).map((field) => [field.name, field.type]))
  const plans = [
    ...fields.map(([name, templates]) =>
      planField(name, types.get(name) ?? 'string', templates, context),
    ),
    ...keyed.map(([name, templates]) => planKeys(name, templates, context)),
  ]
  // date_only comes first: it decides how occurred_at is read.
  return plans.sort((a, b) => Number(b.name === 'date_only') - Number(a.name === 'date_only'))
}

type EventPlan = (cells: Cells) => MappedEvent | Gone | RowFault | undefined

function planEvent(mapping: EventMapping, source: string, context: FieldContext): EventPlan {
  const fields = planFields(mapping, context)
  const columns = new Map(fields.flatMap((field) => Object.entries(field.columns)))
  const columnsOf = (path: string) =>
    columns.get(path) ?? columns.get(path.split(/[.[]/)[0] ?? '') ?? ''
  const record = planRecord(mapping, source, context)
  const conditions = mapping.when.map((condition) => planCondition(condition, context.header))
  return (cells) => {
    if (!conditions.every((holds) => holds(cells))) {
      if (!mapping.retracts) return undefined
      const { key } = { key: undefined, ...record(cells) }
      return key === undefined ? undefined : { gone: key, source }
    }
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
    markDay(event)
    const told = record(cells)
    if ('reason' in told) return told
    return { event, columnsOf, ...(told.key === undefined ? {} : { record: told.key }) }
  }
}

/** A day without more makes an event of that day. */
function markDay(event: Record<string, unknown>): void {
  if (typeof event.occurred_at === 'string' && event.occurred_at.length === 10) {
    event.date_only ??= true
  }
}

const emptyRecord = 'is empty, and the id of the record is made of it'

type RecordKey = { readonly key: string | undefined } | RowFault

/** The key of the record: its first column must not be empty, others may be. */
function planRecord({ snapshot }: EventMapping, source: string, { header }: FieldContext) {
  if (snapshot === undefined) return (): RecordKey => ({ key: undefined })
  const pieces = snapshot.text.map((part) =>
    typeof part === 'string'
      ? { text: part, read: undefined, column: '' }
      : { text: '', read: planCell(part.column, header), column: part.column },
  )
  const first = pieces.findIndex(({ read }) => read !== undefined)
  return (cells: Cells): RecordKey => {
    let key = `${source}:`
    for (const [index, { text, read, column }] of pieces.entries()) {
      const cell = read?.(cells)?.trim() ?? ''
      const isEmpty = cell === '' && index === first
      const reason = isEmpty ? emptyRecord : roundedId(cell)
      if (reason !== undefined) return { column, reason, value: cell }
      key += text + cell
    }
    return { key }
  }
}

/**
 * How the rows of a file with this header become events. A row is taken whole or not at all: one
 * fault in it and none of its events is made. Throws UsageError when a mapped column is missing or
 * occurs twice. `exportedAt` is the instant that {@exported} stands for.
 */
export function planRows(
  file: FileMapping,
  names: readonly string[],
  exportedAt?: string,
): (cells: Cells) => (MappedEvent | Gone)[] | RowFault {
  const header = { names, nullWords: file.null_words, exportedAt }
  const { zone, dates, decimals } = file
  const plans = file.events.map((event) =>
    planEvent(event, file.source_system, { header, zone, dates, decimals }),
  )
  return (cells) => {
    const made: MappedEvent[] = []
    const gone: Gone[] = []
    for (const plan of plans) {
      const event = plan(cells)
      if (event === undefined) continue
      if ('reason' in event) return event
      if ('gone' in event) gone.push(event)
      else made.push(event)
    }
    if (made.length === 0 && file.every_row) return unusedRow(file, cells, header)
    if (gone.length === 0) return made
    const told = new Set(made.map(({ record }) => record))
    return [...gone.filter((each) => !told.has(each.gone)), ...made]
  }
}

/** Why a row makes no event where each should: the words of a condition that it fails. */
function unusedRow({ events }: FileMapping, cells: Cells, header: Header): RowFault {
  const conditions = events.flatMap(({ when }) => when)
  const column = conditions[0]?.column ?? ''
  const words = conditions.flatMap((each) => ('equals' in each ? each.equals : []))
  const value = column === '' ? undefined : planCell(column, header)(cells)
  const reason = `is none of ${[...new Set(words)].join(', ')}`
  return { column, reason: value === undefined ? 'is empty' : reason, value: value ?? '' }
}
