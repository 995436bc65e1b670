import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calendarColumns, calendarRows } from '#core/calendar.ts'
import { eventColumns } from '#core/columns.ts'
import { compose, cutShadows, modelShadows, plainView, settingsShadow } from '#core/compose.ts'
import { type FunnelInput, parseFunnel } from '#core/funnel.ts'
import { landingRow } from '#core/landing.ts'
import { bindParameters } from '#core/literal.ts'
import { writeCells, writeParquet } from '#core/parquet.ts'
import { parsePeriod } from '#core/period.ts'
import type { Row } from '#core/ports.ts'
import { type ReferenceName, referenceTables, storedColumns } from '#core/reference-tables.ts'
import type { ReportBody, ReportInput, ReportQuery } from '#core/reports/definition.ts'
import { optionsOf } from '#core/reports/options.ts'
import { pipeline } from '#core/reports/pipeline/report.ts'
import { parseSettings, type Settings } from '#core/settings.ts'
import { modelsFor, neededFor } from '#functions/catalog.ts'
import { makeModels } from '#handlers/models.ts'
import { settings as shipped } from '#infra/settings.ts'
import { openQueryEngine } from '#local/query-engine.ts'
import type { RawEvent } from '#test/oracle/raw-event.ts'
import { storedEvent } from '#test/oracle/warehouse.ts'
import type { DatedRate } from './retention-report.ts'
import { catalog } from './sources.ts'

const funnel: FunnelInput = {
  id: 'sales',
  title: 'Sales',
  subject: 'opportunity',
  stages: [
    { id: 'opened', label: 'Opened', position: 'middle', events: ['opened'] },
    { id: 'proposal', label: 'Proposal', position: 'bottom', events: ['proposal'] },
    { id: 'won', label: 'Won', position: 'bottom', events: ['closed_won'] },
  ],
}

/** A quota in euros of the whole company, over local days `[startsOn, endsOn)`. */
export interface Quota {
  readonly startsOn: string
  readonly endsOn: string
  readonly amount: string
}

/** What happened, up to a moment, with rates and quotas. */
export interface Business {
  readonly events: readonly RawEvent[]
  readonly cut: string
  readonly rates?: readonly DatedRate[]
  readonly quotas?: readonly Quota[]
}

/** What the pipeline report is asked for a period, in the zone. */
export function pipelineInput(label: string, cut: string, zone = 'UTC'): ReportInput {
  const settings = parseSettings({ ...shipped, zone })
  const period = parsePeriod(label, cut, settings)
  const resolved = { funnel: parseFunnel(funnel), period, asOf: cut }
  const { startsOn, endsOn } = period
  return {
    funnel: resolved.funnel,
    period,
    settings,
    cohorts: { by: 'month', startsOn, endsOn },
    ...optionsOf({ dimension: 'segment' }, resolved, settings),
  }
}

const always = {
  recorded_at: '1900-01-01T00:00:00.000Z',
  known_from: '1900-01-01T00:00:00.000Z',
  known_until: '9999-12-31T00:00:00.000Z',
}

const rateRows = (rates: readonly DatedRate[]) =>
  rates.map(({ currency, validOn, rate }) => ({
    from_currency: currency,
    to_currency: 'EUR',
    valid_on: validOn,
    rate,
    ...always,
  }))

const quotaRows = (quotas: readonly Quota[]) =>
  quotas.map(({ startsOn, endsOn, amount }) => ({
    owner_kind: 'all',
    owner: 'all',
    scope: 'all',
    starts_on: startsOn,
    ends_on: endsOn,
    amount,
    currency: 'EUR',
    ...always,
  }))

/** An engine in memory whose schema `lake` holds the calendar and empty reference tables. */
async function openLake(settings: Settings) {
  const root = mkdtempSync(join(tmpdir(), 'pipeline-'))
  const engine = await openQueryEngine(':memory:', { root })
  const load = async (table: string, bytes: Uint8Array) => {
    const file = join(root, `${table}.parquet`)
    writeFileSync(file, bytes)
    const select = `select * from read_parquet('${file}')`
    await engine.run(`create or replace table lake.${table} as ${select}`, table)
  }
  const loadReference = async (name: ReferenceName, rows: readonly Record<string, string>[]) => {
    const table = referenceTables.find((each) => each.name === name)
    if (table) await load(name, writeParquet(storedColumns(table), rows))
  }
  for (const schema of ['lake', 'build']) await engine.run(`create schema ${schema}`, schema)
  // The first day of all is where `all` begins.
  const days = calendarRows(settings, 2026).filter(
    (row) => row.starts_on >= '2023' || row.starts_on === '1990-01-01',
  )
  await load('calendar', writeParquet(calendarColumns, days))
  for (const { name } of referenceTables) await loadReference(name, [])
  const close = async () => {
    await engine.close()
    rmSync(root, { recursive: true, force: true })
  }
  return { engine, root, load, loadReference, close }
}

/** Every model that the report reads. */
function modelsOfReport() {
  const asked = pipeline.queries(pipelineInput('2026-03', '2026-06-01T00:00:00.000Z'))
  const names = Object.values(asked).flatMap(
    ({ query }) => catalog.reports.get(query)?.inputs ?? [],
  )
  return neededFor(modelsFor(catalog, [parseFunnel(funnel)]), names)
}

/** DuckDB in memory with the models of the pipeline report, built anew for each business. */
export async function openPipeline(zone = 'UTC') {
  const settings = parseSettings({ ...shipped, zone })
  const { engine, root, load, loadReference, close } = await openLake(settings)
  const models = modelsOfReport()
  let cut = ''

  async function rows({ query, parameters }: ReportQuery): Promise<readonly Row[]> {
    const found = catalog.reports.get(query)
    if (!found) throw new Error(`no query ${query}`)
    const given = { ...cutShadows('lake', cut, plainView), ...settingsShadow(settings) }
    const stageEvents = { stage_events: 'select * from build.stage_events_sales' }
    const shadows = { ...modelShadows('build', models, given), ...stageEvents }
    const sql = bindParameters(compose(found.sql, found.inputs, shadows), parameters)
    return (await engine.run(sql, query)).rows
  }

  return {
    rows,
    close,
    async build(business: Business): Promise<void> {
      cut = business.cut
      const log = business.events.map((event) => landingRow(storedEvent(event)))
      await load('event_log', writeCells(eventColumns, log))
      await loadReference('fx_rates', rateRows(business.rates ?? []))
      await loadReference('quotas', quotaRows(business.quotas ?? []))
      await makeModels({ engine, lake: 'lake', root, schema: 'build', cut, settings, models })
    },
    async report(label: string): Promise<ReportBody> {
      const input = pipelineInput(label, cut, zone)
      const found: Record<string, readonly Row[]> = {}
      for (const [name, query] of Object.entries(pipeline.queries(input))) {
        found[name] = await rows(query)
      }
      return pipeline.body(input, found)
    },
  }
}
