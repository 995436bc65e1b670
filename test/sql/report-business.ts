import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calendarColumns, calendarRows } from '#core/calendar.ts'
import { eventColumns } from '#core/columns.ts'
import { cutShadows, modelShadows, settingsShadow } from '#core/compose.ts'
import { type FunnelInput, parseFunnel } from '#core/funnel.ts'
import { landingRow } from '#core/landing.ts'
import { writeCells, writeParquet } from '#core/parquet.ts'
import type { Row } from '#core/ports.ts'
import { type ReferenceName, referenceTables, storedColumns } from '#core/reference-tables.ts'
import type { ReportBody, ReportDefinition, ReportQuery } from '#core/reports/definition.ts'
import { parseSettings, type Settings } from '#core/settings.ts'
import { modelsFor, neededFor } from '#functions/catalog.ts'
import { makeModels } from '#handlers/models.ts'
import { readQueries } from '#handlers/report-queries.ts'
import { settings as shipped } from '#infra/settings.ts'
import { openQueryEngine } from '#local/query-engine.ts'
import type { RawEvent } from '#test/oracle/raw-event.ts'
import { storedEvent } from '#test/oracle/warehouse.ts'
import { reportInput } from './report-input.ts'
import { catalog } from './sources.ts'

/** Units of euros for one unit of a currency, from a day on. */
export interface DatedRate {
  readonly currency: string
  readonly validOn: string
  readonly rate: string
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

/** A subscription's, account's or deal's event, with what every event needs. */
export function happened(
  event: Readonly<Record<string, unknown>> & { readonly occurred_at: string; event_id: string },
): RawEvent {
  const received =
    event.occurred_at.length === 10 ? `${event.occurred_at}T00:00:00Z` : event.occurred_at
  return {
    type: 'revenue',
    name: String(event.action ?? event.type),
    source_system: 'test',
    received_at: new Date(received).toISOString(),
    ...event,
  }
}

const always = {
  recorded_at: '1900-01-01T00:00:00.000Z',
  known_from: '1900-01-01T00:00:00.000Z',
  known_until: '9999-12-31T00:00:00.000Z',
}

const rateRow = ({ currency, validOn, rate }: DatedRate) => ({
  ...{ from_currency: currency, to_currency: 'EUR', valid_on: validOn, rate },
  ...always,
})

const quotaRow = ({ startsOn, endsOn, amount }: Quota) => ({
  ...{ owner_kind: 'all', owner: 'all', scope: 'all' },
  ...{ starts_on: startsOn, ends_on: endsOn, amount, currency: 'EUR' },
  ...always,
})

/** An engine in memory whose schema `lake` holds the calendar and empty reference tables. */
async function openLake(settings: Settings) {
  const root = mkdtempSync(join(tmpdir(), 'report-'))
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

/** DuckDB in memory with the models that a report reads, built anew for each business. */
export async function openReport(definition: ReportDefinition, funnel: FunnelInput, zone = 'UTC') {
  const settings = parseSettings({ ...shipped, zone })
  const inputAt = (period: string, asOf: string) =>
    reportInput({ funnel, period, asOf, settings: { zone }, dimension: 'segment' })
  const asked = definition.queries(inputAt('2026-03', '2026-06-01T00:00:00.000Z'))
  const reads = Object.values(asked).flatMap(
    ({ query }) => catalog.reports.get(query)?.inputs ?? [],
  )
  const models = neededFor(modelsFor(catalog, [parseFunnel(funnel)]), reads)
  const { engine, root, load, loadReference, close } = await openLake(settings)
  let cut = ''

  const read = (queries: Readonly<Record<string, ReportQuery>>) => {
    const given = { ...cutShadows('lake', cut), ...settingsShadow(settings) }
    const stageEvents = { stage_events: `select * from build.stage_events_${funnel.id}` }
    const shadows = { ...modelShadows('build', models, given), ...stageEvents }
    return readQueries(engine, catalog, queries, () => shadows)
  }

  return {
    close,
    async rows(query: ReportQuery): Promise<readonly Row[]> {
      return (await read({ query })).rows.query ?? []
    },
    async build({ events, rates = [], quotas = [], ...business }: Business): Promise<void> {
      cut = business.cut
      await load(
        'event_log',
        writeCells(
          eventColumns,
          events.map((event) => landingRow(storedEvent(event))),
        ),
      )
      await loadReference('fx_rates', rates.map(rateRow))
      await loadReference('quotas', quotas.map(quotaRow))
      await makeModels({ engine, lake: 'lake', root, schema: 'build', cut, settings, models })
    },
    async report(label: string): Promise<ReportBody> {
      const input = inputAt(label, cut)
      return definition.body(input, (await read(definition.queries(input))).rows)
    },
  }
}
