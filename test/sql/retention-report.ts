import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calendarColumns, calendarRows } from '#core/calendar.ts'
import { eventColumns } from '#core/columns.ts'
import { compose, cutShadows, settingsShadow, tableShadows } from '#core/compose.ts'
import { type FunnelInput, parseFunnel } from '#core/funnel.ts'
import { landingRow } from '#core/landing.ts'
import { bindParameters } from '#core/literal.ts'
import { writeCells, writeParquet } from '#core/parquet.ts'
import { parsePeriod } from '#core/period.ts'
import type { Row } from '#core/ports.ts'
import { referenceTables, storedColumns } from '#core/reference-tables.ts'
import type { ReportBody, ReportInput, ReportQuery } from '#core/reports/definition.ts'
import { optionsOf } from '#core/reports/options.ts'
import { retention } from '#core/reports/retention/report.ts'
import { parseSettings, type Settings } from '#core/settings.ts'
import { modelsFor, neededFor } from '#functions/catalog.ts'
import { makeModels } from '#handlers/models.ts'
import { settings as shipped } from '#infra/settings.ts'
import { openQueryEngine } from '#local/query-engine.ts'
import type { RawEvent } from '#test/oracle/raw-event.ts'
import { storedEvent } from '#test/oracle/warehouse.ts'
import { catalog } from './sources.ts'

const funnel: FunnelInput = {
  id: 'sales',
  title: 'Sales',
  subject: 'lead',
  stages: [
    { id: 'lead', label: 'Lead', position: 'top', events: ['lead'] },
    { id: 'won', label: 'Won', position: 'bottom', events: ['closed_won'] },
  ],
}

/** Units of euros for one unit of a currency, from a day on. */
export interface DatedRate {
  readonly currency: string
  readonly validOn: string
  readonly rate: string
}

/** What happened, up to a moment, and what the reporting zone and rates are. */
export interface Business {
  readonly events: readonly RawEvent[]
  readonly cut: string
  readonly rates?: readonly DatedRate[]
}

/** What the retention report is asked for a period, in the zone. */
export function retentionInput(label: string, cut: string, zone = 'UTC'): ReportInput {
  const settings = parseSettings({ ...shipped, zone })
  const period = parsePeriod(label, cut, settings)
  const parsed = parseFunnel(funnel)
  const { startsOn, endsOn } = period
  return {
    funnel: parsed,
    period,
    settings,
    cohorts: { by: 'month', startsOn, endsOn },
    ...optionsOf({ dimension: 'segment' }, { funnel: parsed, period, asOf: cut }, settings),
  }
}

/** What the queries of the report give when nothing happened. */
export const noRetention = {
  movements: [],
  subscribers: [],
  changes: [],
  renewals: [],
  due: [],
  onboarding: [],
  reasons: [],
  surveys: [],
  triggers: [],
  referrals: [],
  leftOut: [],
}

/** A subscription's or account's event, with what every event needs. */
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

const rateRows = (rates: readonly DatedRate[]) =>
  rates.map(({ currency, validOn, rate }) => ({
    from_currency: currency,
    to_currency: 'EUR',
    valid_on: validOn,
    rate,
    recorded_at: '1900-01-01T00:00:00.000Z',
    known_from: '1900-01-01T00:00:00.000Z',
    known_until: '9999-12-31T00:00:00.000Z',
  }))

const used = (input: ReportInput) =>
  Object.values(retention.queries(input)).flatMap(
    ({ query }) => catalog.reports.get(query)?.inputs ?? [],
  )

/** An engine whose lake holds the calendar of the zone and no event or reference data yet. */
async function openLake(settings: Settings) {
  const root = mkdtempSync(join(tmpdir(), 'retention-'))
  const engine = await openQueryEngine(':memory:', { root })
  const load = async (table: string, bytes: Uint8Array) => {
    const file = join(root, `${table}.parquet`)
    writeFileSync(file, bytes)
    const select = `select * from read_parquet('${file}')`
    await engine.run(`create or replace table lake.${table} as ${select}`, table)
  }
  for (const schema of ['lake', 'build']) await engine.run(`create schema ${schema}`, schema)
  // The first day of all is where `all` begins.
  const days = calendarRows(settings, 2026).filter(
    (row) => row.starts_on >= '2023' || row.starts_on === '1990-01-01',
  )
  await load('calendar', writeParquet(calendarColumns, days))
  for (const table of referenceTables) {
    await load(table.name, writeParquet(storedColumns(table), []))
  }
  return { root, engine, load }
}

/** DuckDB in memory with the models of the retention report, built anew for each business. */
export async function openRetention(zone = 'UTC') {
  const settings = parseSettings({ ...shipped, zone })
  const { root, engine, load } = await openLake(settings)
  const names = used(retentionInput('2026-03', '2026-06-01T00:00:00.000Z', zone))
  const models = neededFor(modelsFor(catalog, []), names)
  const tables = tableShadows(
    'build',
    models.map((model) => model.name),
  )
  let cut = ''

  async function rows({ query, parameters }: ReportQuery): Promise<readonly Row[]> {
    const found = catalog.reports.get(query)
    if (!found) throw new Error(`no query ${query}`)
    const shadows = { ...cutShadows('lake', cut), ...settingsShadow(settings), ...tables }
    const sql = bindParameters(compose(found.sql, found.inputs, shadows), parameters)
    return (await engine.run(sql, query)).rows
  }

  return {
    rows,
    async build(business: Business): Promise<void> {
      cut = business.cut
      const log = business.events.map((event) => landingRow(storedEvent(event)))
      await load('event_log', writeCells(eventColumns, log))
      const [fx] = referenceTables
      if (fx) await load(fx.name, writeParquet(storedColumns(fx), rateRows(business.rates ?? [])))
      await makeModels({ engine, lake: 'lake', root, schema: 'build', cut, settings, models })
    },
    async report(label: string): Promise<ReportBody> {
      const input = retentionInput(label, cut, zone)
      const found: Record<string, readonly Row[]> = {}
      for (const [name, query] of Object.entries(retention.queries(input))) {
        found[name] = await rows(query)
      }
      return retention.body(input, found)
    },
    async close(): Promise<void> {
      await engine.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
