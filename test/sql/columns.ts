import { calendarColumns } from '#core/calendar.ts'
import { eventColumns, sqlType } from '#core/columns.ts'
import { dimensions, maxSteps } from '#core/journey-columns.ts'
import { referenceTables } from '#core/reference-tables.ts'
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
  ...named('varchar', 'amount_basis', 'deal_type', 'sourced_by', 'competitor', 'reason'),
  { name: 'list_amount', type: 'decimal(18,4)' },
  { name: 'term_months', type: 'bigint' },
  ...named('varchar', ...dimensions),
  ...named('timestamp(6)', 'opened_at', 'closed_at'),
  ...named('date', 'opened_on', 'closed_on'),
  ...named('boolean', 'opened_date_only', 'closed_date_only'),
  { name: 'amount', type: 'decimal(18,4)' },
]

const dealColumns: readonly GivenColumn[] = [
  ...named('varchar', 'opportunity_id', 'account_id', 'lead_id', 'currency', 'amount_basis'),
  ...named('varchar', 'forecast_category', 'next_step', 'deal_type', 'sourced_by', 'competitor'),
  ...named('varchar', 'pipeline', 'reason', 'contact_roles', 'qualification'),
  ...named('bigint', 'version', 'term_months'),
  ...named('timestamp(6)', 'valid_from', 'valid_to'),
  ...named('date', 'valid_from_on', 'expected_close', 'next_step_due'),
  ...named('decimal(18,4)', 'amount', 'list_amount', 'probability'),
]

const dealVersionColumns: readonly GivenColumn[] = [
  ...dealColumns.filter(({ name }) => name !== 'valid_to'),
  ...named('boolean', 'is_created', 'is_deleted'),
  { name: 'reason_on', type: 'date' },
]

const opportunityVersionColumns: readonly GivenColumn[] = [
  ...dealColumns,
  ...named('varchar', 'state', 'stage'),
  ...named('varchar', ...dimensions.filter((name) => !name.startsWith('content'))),
]

const leadResponseColumns: readonly GivenColumn[] = [
  ...named('varchar', 'lead_id', ...dimensions),
  ...named('timestamp(6)', 'created_at'),
  ...named('date', 'created_on'),
  ...named('boolean', 'touched_before', 'is_answered'),
  ...named('bigint', 'clock_seconds', 'business_seconds', 'assigned_seconds'),
]

const touchColumns: readonly GivenColumn[] = [
  ...named('varchar', 'event_id', 'visitor_id', 'lead_id', 'contact_id', 'opportunity_id'),
  ...named('varchar', 'account_id', 'name', 'touch_group', 'kind', 'actor', 'direction', 'party'),
  ...named('varchar', 'topic', 'role', 'channel', 'source', 'campaign', 'campaign_type'),
  ...named('varchar', 'content', 'content_type'),
  ...named('timestamp(6)', 'occurred_at'),
  ...named('date', 'occurred_on'),
  ...named('bigint', 'count'),
  ...named('boolean', 'is_aggregate'),
]

const conversionColumns: readonly GivenColumn[] = [
  ...named('varchar', 'conversion_id', 'basis', 'account_id', 'opportunity_id', 'lead_id'),
  ...named('varchar', 'currency', 'region', 'segment', 'product', 'rep', 'team'),
  ...named('timestamp(6)', 'converted_at'),
  ...named('date', 'converted_on'),
  ...named('decimal(18,4)', 'amount', 'value'),
  ...named('boolean', 'is_customer'),
]

const pathColumns: readonly GivenColumn[] = [
  ...named('varchar', 'conversion_id', 'touch_id', 'channel', 'campaign', 'campaign_type'),
  ...named('varchar', 'content_type', 'actor', 'direction', 'touch_group'),
  ...named('timestamp(6)', 'converted_at', 'occurred_at'),
  ...named('bigint', 'place', 'length'),
]

const creditColumns: readonly GivenColumn[] = [
  ...named('varchar', 'model', 'conversion_id', 'touch_id'),
  ...named('bigint', 'place'),
  ...named('decimal(19,18)', 'credit'),
]

const attributionColumns: readonly GivenColumn[] = [
  ...named('varchar', 'model', 'conversion_id', 'touch_id', 'basis', 'channel', 'campaign'),
  ...named('varchar', 'campaign_type', 'content_type', 'segment'),
  ...named('decimal(19,18)', 'credit'),
  ...named('decimal(18,4)', 'value'),
  ...named('date', 'converted_on'),
  ...named('boolean', 'is_customer'),
]

const spendDayColumns: readonly GivenColumn[] = [
  ...named('varchar', 'event_id', 'currency', 'category', 'scope', 'reason', ...dimensions),
  ...named('date', 'day'),
  ...named('decimal(18,4)', 'amount', 'value'),
  ...named('boolean', 'is_credit_note'),
]

const eventLogColumns: readonly GivenColumn[] = eventColumns.map(({ name, type }) => ({
  name,
  type: sqlType(type, 'trino'),
}))

const settingsColumns: readonly GivenColumn[] = [
  ...named('varchar', 'currency', 'path_dropped', 'path_dropped_last', 'shared_domains'),
  ...named('bigint', 'lookback_days', 'won_horizon_days', 'most_per_email_hash', 'most_per_domain'),
  ...named(
    'boolean',
    'path_collapsed',
    'merge_by_email_hash',
    'contact_by_email_hash',
    'merge_by_domain',
    'account_by_domain',
  ),
]

const referenceColumns = Object.fromEntries(
  referenceTables.map(({ name, columns }) => [
    name,
    columns.map((column) => ({ name: column.name, type: sqlType(column.type, 'trino') })),
  ]),
)

/** Inputs of which a case gives only the columns that matter; the others are null. */
export const wholeTables: Readonly<Record<string, readonly GivenColumn[]>> = {
  event_log: eventLogColumns,
  events: [...eventLogColumns, { name: 'occurred_on', type: 'date' }],
  journeys: journeyColumns,
  visit_times: visitTimeColumns,
  opportunities: opportunityColumns,
  deal_versions: dealVersionColumns,
  opportunity_versions: opportunityVersionColumns,
  lead_responses: leadResponseColumns,
  settings: settingsColumns,
  ...referenceColumns,
  touches: touchColumns,
  conversions: conversionColumns,
  attribution_paths: pathColumns,
  attribution_credits: creditColumns,
  attribution: attributionColumns,
  spend_daily: spendDayColumns,
}

/** Types of the columns whose name says it; others are written `name:type`. */
export const knownTypes: ReadonlyMap<string, string> = new Map(
  [
    ...calendarColumns.map(({ name, type }) => ({ name, type: sqlType(type, 'trino') })),
    ...Object.values(wholeTables).flat(),
  ].map(({ name, type }) => [name, type]),
)
