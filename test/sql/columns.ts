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
  ...['entered_at', 'won_at', 'lost_at', 'last_event_at', ...stepColumns].map((name) => ({
    name,
    type: 'timestamp(6)',
  })),
  ...['attempt', 'try', 'furthest_step', 'won_step'].map((name) => ({ name, type: 'bigint' })),
  { name: 'in_calendar_days', type: 'boolean' },
]

const named = (type: string, ...names: readonly string[]): GivenColumn[] =>
  names.map((name) => ({ name, type }))

const visitTimeColumns: readonly GivenColumn[] = [
  ...named('varchar', 'funnel', 'subject_id', 'outcome', ...dimensions),
  ...named('bigint', 'attempt', 'visit', 'stage_no', 'seconds'),
  ...named('timestamp(6)', 'entered_at', 'exited_at'),
  ...named('date', 'entered_on', 'exited_on'),
  ...named('boolean', 'date_only', 'is_open'),
]

const opportunityColumns: readonly GivenColumn[] = [
  ...named('varchar', 'opportunity_id', 'lead_id', 'account_id', 'state', 'currency'),
  ...named('varchar', ...dimensions),
  ...named('timestamp(6)', 'opened_at', 'closed_at'),
  ...named('date', 'opened_on', 'closed_on'),
  ...named('boolean', 'opened_date_only', 'closed_date_only'),
  { name: 'amount', type: 'decimal(18,4)' },
]

const leadResponseColumns: readonly GivenColumn[] = [
  ...named('varchar', 'lead_id', ...dimensions),
  ...named('timestamp(6)', 'created_at'),
  ...named('date', 'created_on'),
  ...named('boolean', 'touched_before', 'is_answered'),
  ...named('bigint', 'clock_seconds', 'business_seconds', 'assigned_seconds'),
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
  visit_times: visitTimeColumns,
  opportunities: opportunityColumns,
  lead_responses: leadResponseColumns,
}

/** Types of the columns whose name says it; others are written `name:type`. */
export const knownTypes: ReadonlyMap<string, string> = new Map(
  [
    ...calendarColumns.map(({ name, type }) => ({ name, type: sqlType(type, 'trino') })),
    ...Object.values(wholeTables).flat(),
  ].map(({ name, type }) => [name, type]),
)
