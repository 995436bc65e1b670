import { calendarRows } from '#core/calendar.ts'
import type { FunnelInput } from '#core/funnel.ts'
import type { QueryEngine } from '#core/ports.ts'
import type { ReportBody, ReportInput } from '#core/reports/definition.ts'
import { unitEconomics } from '#core/reports/unit-economics/report.ts'
import type { SettingsInput } from '#core/settings.ts'
import { reportOn, selectFor, type Tables } from './given-report.ts'
import { reportInput } from './report-input.ts'

const asOf = '2026-06-01T00:00:00.000Z'

const funnel: FunnelInput = {
  id: 'sales',
  title: 'Sales',
  subject: 'lead',
  qualified_stage: 'sql',
  stages: [
    { id: 'mql', label: 'Marketing qualified', position: 'top', events: ['mql'] },
    { id: 'sql', label: 'Sales qualified', position: 'middle', events: ['sql'] },
    { id: 'won', label: 'Won', position: 'bottom', events: ['closed_won'] },
  ],
}

/** What a unit-economics report is asked for: March 2026 in UTC and euros unless said otherwise. */
export const unitInput = (settings: Partial<SettingsInput> = {}, period = '2026-03'): ReportInput =>
  reportInput({ funnel, period, asOf, settings })

const calendarColumns = ['kind', 'label', 'starts_on', 'ends_on', 'starts_at', 'ends_at'] as const

const moment = (at: string) => at.replace('T', ' ').replace('Z', '')

const calendar = [
  calendarColumns.join(','),
  ...calendarRows({ zone: 'UTC', weekStart: 'monday', fiscalYearStartMonth: 1 }, 2026)
    .filter((row) => row.starts_on >= '2025-07-01' && row.starts_on < '2026-07-01')
    .filter((row) => ['day', 'month', 'quarter'].includes(row.kind))
    .map((row) =>
      calendarColumns
        .map((name) => (name.endsWith('_at') ? moment(row[name]) : row[name]))
        .join(','),
    ),
].join('\n')

const monthColumns =
  'account_id,currency,starts_on,ends_on,"opening_native:decimal(18,4)","closing_native:decimal(18,4)","opening:decimal(18,4)","closing:decimal(18,4)"'

/** Recurring revenue of accounts in euros: month `YYYY-MM`, at its start and at its end. */
export function recurringMonths(rows: readonly (readonly [string, string, number, number])[]) {
  const lines = rows.map(([account, month, opening, closing]) => {
    const next = new Date(`${month}-01`)
    next.setUTCMonth(next.getUTCMonth() + 1)
    const end = next.toISOString().slice(0, 10)
    return `${account},EUR,${month}-01,${end},${opening},${closing},${opening},${closing}`
  })
  return [monthColumns, ...lines].join('\n')
}

/** Tables that are empty unless a test gives their rows; others are made by their models. */
const empty: Readonly<Record<string, string>> = {
  calendar,
  cut: `cut_at:timestamp(6)\n${asOf.slice(0, 10)}`,
  settings:
    'currency,lookback_days,won_horizon_days,path_collapsed,path_dropped,path_dropped_last\nEUR,90,180,false,[],[]',
  rates: 'currency,starts_on,ends_on,"rate:decimal(18,8)"\nEUR,1900-01-01,9999-12-31,1',
  events: 'event_id',
  touches: 'event_id',
  conversions: 'conversion_id',
  opportunities: 'opportunity_id',
  opportunity_leads: 'opportunity_id,lead_id,nth:bigint',
  leads: 'lead_id,created_on:date,channel,campaign,campaign_type,segment',
  visit_times: 'funnel',
  first_touches: 'opportunity_id,touched_on:date',
  mrr_months: monthColumns,
  mrr_changes: 'account_id,currency,changed_at:timestamp(6),"change:decimal(18,4)"',
  payments: 'event_id,account_id,occurred_on,amount,currency,subscription_id:varchar',
  subscriber_values: 'account_id,dimension:varchar,value:varchar',
}

/** Rows of a model over the tables given. */
export async function modelRows(engine: QueryEngine, name: string, given: Tables) {
  return (await engine.run(selectFor(name, { ...empty, ...given }), name)).rows
}

/** The whole report, by its own queries over the tables given as CSV. */
export const unitReport = (
  engine: QueryEngine,
  given: Tables,
  input: ReportInput = unitInput(),
): Promise<ReportBody> => reportOn(engine, unitEconomics, { ...empty, ...given }, input)
