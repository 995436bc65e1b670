import { calendarColumns } from '#core/calendar.ts'
import { eventColumns, sqlType } from '#core/columns.ts'
import { dimensions, maxSteps } from '#core/journey-columns.ts'
import type { GivenColumn } from './values.ts'

const stepColumns = Array.from({ length: maxSteps }, (_, index) => {
  const step = `step_${String(index + 1).padStart(2, '0')}`
  return [`${step}_at`, `${step}_visited_at`]
}).flat()

const journeyColumns: readonly GivenColumn[] = [
  ...['funnel', 'rule', 'subject_id', 'outcome', ...dimensions].map((name) => ({
    name,
    type: 'varchar',
  })),
  ...['entered_on', 'first_on', 'won_on'].map((name) => ({ name, type: 'date' })),
  ...['entered_at', 'won_at', ...stepColumns].map((name) => ({ name, type: 'timestamp(6)' })),
  ...['furthest_step', 'won_step'].map((name) => ({ name, type: 'bigint' })),
  { name: 'in_calendar_days', type: 'boolean' },
]

const eventLogColumns: readonly GivenColumn[] = eventColumns.map(({ name, type }) => ({
  name,
  type: sqlType(type, 'trino'),
}))

/** Inputs of which a case gives only the columns that matter; the others are null. */
export const wholeTables: Readonly<Record<string, readonly GivenColumn[]>> = {
  event_log: eventLogColumns,
  events: [...eventLogColumns, { name: 'occurred_on', type: 'date' }],
  journeys: journeyColumns,
}

/** Types of the columns whose name says it; others are written `name:type`. */
export const knownTypes: ReadonlyMap<string, string> = new Map(
  [
    ...calendarColumns.map(({ name, type }) => ({ name, type: sqlType(type, 'trino') })),
    ...Object.values(wholeTables).flat(),
  ].map(({ name, type }) => [name, type]),
)
