import { compose, type Shadows } from '#core/compose.ts'
import { type FunnelInput, parseFunnel } from '#core/funnel.ts'
import { bindParameters } from '#core/literal.ts'
import { parsePeriod } from '#core/period.ts'
import type { QueryEngine, Row } from '#core/ports.ts'
import type { ReportBody, ReportInput } from '#core/reports/definition.ts'
import { optionsOf } from '#core/reports/options.ts'
import { velocity } from '#core/reports/velocity/report.ts'
import { parseSettings, type SettingsInput } from '#core/settings.ts'
import { settings as shipped } from '#infra/settings.ts'
import { givenTable } from './given.ts'
import { catalog, models } from './sources.ts'
import { selectOf } from './values.ts'

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
export function velocityInput(asked: Asked = {}): ReportInput {
  const settings = parseSettings({ ...shipped, zone: 'UTC', ...asked.settings })
  const parsed = parseFunnel({ ...funnel, ...asked.funnel })
  const period = parsePeriod(asked.period ?? '2026-03', asOf, settings)
  const { startsOn, endsOn } = period
  const options = optionsOf({ dimension: 'segment' }, { funnel: parsed, period, asOf }, settings)
  return {
    funnel: parsed,
    period,
    settings,
    cohorts: { by: 'month', startsOn, endsOn },
    ...options,
  }
}

/** Tables that are empty unless a test gives their rows; a missing input of another is its model. */
const empty: Readonly<Record<string, string>> = {
  visit_times: 'funnel',
  stage_norms: 'funnel:varchar,stage_no:bigint,number:bigint,p90_seconds:double',
  opportunities: 'opportunity_id',
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

function selectFor(table: string, given: Given): string {
  const isMade = given.made?.includes(table) ?? false
  const csv = given.rows[table] ?? (isMade ? undefined : empty[table])
  if (csv !== undefined) return selectOf(givenTable(table, csv))
  const model = models.find((each) => each.name === table)
  if (!model) throw new Error(`neither rows nor a model of ${table}`)
  return compose(model.sql, model.inputs, shadowsOf(model.inputs, given))
}

const shadowsOf = (inputs: readonly string[], given: Given): Shadows =>
  Object.fromEntries(inputs.map((input) => [input, selectFor(input, given)]))

/** The whole report, by its own queries over the rows given. */
export async function velocityReport(
  engine: QueryEngine,
  given: Given,
  input: ReportInput = velocityInput(),
): Promise<ReportBody> {
  const rows: Record<string, readonly Row[]> = {}
  for (const [name, { query, parameters }] of Object.entries(velocity.queries(input))) {
    const found = catalog.reports.get(query)
    if (!found) throw new Error(`no query ${query}`)
    const sql = compose(found.sql, found.inputs, shadowsOf(found.inputs, given))
    rows[name] = (await engine.run(bindParameters(sql, parameters), query)).rows
  }
  return velocity.body(input, rows)
}

/** The value of a figure; throws when the report has no such figure. */
export function figureOf(report: ReportBody, id: string): number | string | null {
  const figure = report.figures.find((each) => each.id === id)
  if (!figure) throw new Error(`no figure ${id}`)
  return figure.value
}

/** One column of a table, in the order of its rows. */
export function columnOf(report: ReportBody, tableId: string, column: string) {
  const table = report.sections.flatMap(({ tables }) => tables).find(({ id }) => id === tableId)
  if (!table) throw new Error(`no table ${tableId}`)
  return table.rows.map((row) => row[column])
}
