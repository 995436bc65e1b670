import type { FunnelInput } from '#core/funnel.ts'
import type { QueryEngine } from '#core/ports.ts'
import type { ReportBody, ReportInput } from '#core/reports/definition.ts'
import { velocity } from '#core/reports/velocity/report.ts'
import type { SettingsInput } from '#core/settings.ts'
import { reportOn } from './given-report.ts'
import { reportInput } from './report-input.ts'

const asOf = '2026-06-01T00:00:00.000Z'

const funnel: FunnelInput = {
  id: 'sales',
  title: 'Sales',
  subject: 'opportunity',
  stages: [
    { id: 'opened', label: 'Opened', position: 'middle', events: ['opened'], target_days: 10 },
    { id: 'proposal', label: 'Proposal', position: 'bottom', events: ['proposal'] },
    { id: 'won', label: 'Won', position: 'bottom', events: ['closed_won'] },
  ],
}

/** What `velocityInput` may differ in. */
export interface Asked {
  readonly period?: string
  readonly funnel?: Partial<FunnelInput>
  readonly settings?: Partial<SettingsInput>
}

/** What a velocity report is asked for: March 2026 in UTC and euros unless said otherwise. */
export function velocityInput({ period = '2026-03', ...asked }: Asked = {}): ReportInput {
  const whole = { ...funnel, ...asked.funnel }
  return reportInput({ ...asked, funnel: whole, period, asOf, dimension: 'segment' })
}

/** Tables that are empty unless a test gives their rows. */
const empty: Readonly<Record<string, string>> = {
  visit_times: 'funnel',
  stage_norms: 'funnel:varchar,stage_no:bigint,number:bigint,p90_seconds:double',
  opportunities: 'opportunity_id',
  opportunity_histories: 'opportunity_id,history:varchar,source_system:varchar',
  opportunity_states: 'opportunity_id,state:varchar,valid_from:timestamp(6),valid_to:timestamp(6)',
  first_touches: 'opportunity_id,touched_at:timestamp(6),touched_on:date,date_only',
  lead_responses: 'lead_id',
  rates: 'currency,starts_on,ends_on,rate\nEUR,1900-01-01,9999-12-31,1',
  calendar: 'kind,label,starts_on,ends_on,starts_at,ends_at',
}

/** Rows of tables as CSV; `made` names those that their own models make from the rows given. */
export interface Given {
  readonly rows: Readonly<Record<string, string>>
  readonly made?: readonly string[]
}

/** The whole report, by its own queries over the rows given. */
export function velocityReport(
  engine: QueryEngine,
  { rows, made = [] }: Given,
  input: ReportInput = velocityInput(),
): Promise<ReportBody> {
  const models = Object.fromEntries(made.map((name) => [name, undefined]))
  return reportOn(engine, velocity, { ...empty, ...models, ...rows }, input)
}
