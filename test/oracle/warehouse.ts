import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calendarColumns, calendarRows } from '#core/calendar.ts'
import { eventColumns } from '#core/columns.ts'
import type { Funnel } from '#core/funnel.ts'
import { landingRow } from '#core/landing.ts'
import { writeCells, writeParquet } from '#core/parquet.ts'
import type { QueryEngine, Row, StoredEvent } from '#core/ports.ts'
import { referenceTables, storedColumns } from '#core/reference-tables.ts'
import { parseSettings } from '#core/settings.ts'
import { loadCatalog, modelsFor, neededFor } from '#functions/catalog.ts'
import { makeModels } from '#handlers/models.ts'
import { settings as shipped } from '#infra/settings.ts'
import { openQueryEngine } from '#local/query-engine.ts'
import type { Answer } from './oracle.ts'
import type { RawEvent } from './raw-event.ts'
import { bodyOf, cut } from './worlds.ts'

export const zone = 'Europe/Berlin'

const settings = parseSettings(shipped)
const catalog = loadCatalog(new URL('../../queries/', import.meta.url))

/** The event as the event store would keep it. */
export const storedEvent = (event: RawEvent): StoredEvent => ({
  eventId: event.event_id,
  type: event.type,
  receivedAt: event.received_at,
  contentHash: '',
  body: bodyOf(event),
})

export interface Place {
  readonly engine: QueryEngine
  readonly lake: string
  readonly root: string
  readonly schema: string
}

/** Builds the models of the funnels from the event log and reads what they say. */
export async function askEngine(place: Place, funnels: readonly Funnel[]): Promise<Answer> {
  const { engine, schema } = place
  const models = neededFor(modelsFor(catalog, funnels), ['stage_visits', 'journeys'])
  await makeModels({ ...place, cut, settings, models })
  const read = async (sql: string): Promise<readonly Row[]> => (await engine.run(sql, sql)).rows
  const events = funnels.map(
    ({ id }) => `select '${id}' as funnel, subject_id, attempt, event_id, stage_no, lost_as,
      is_milestone, makes_visit from ${schema}.stage_events_${id}
      where stage_no is not null or lost_as is not null`,
  )
  return {
    events: await read(events.join(' union all ')),
    visits: await read(`select * from ${schema}.stage_visits`),
    journeys: await read(`select * from ${schema}.journeys where rule <> 'ordered'`),
    tries: await read(`select * from ${schema}.journeys where rule = 'ordered'`),
  }
}

/** DuckDB in memory, its event log filled anew by each `ask`. */
export async function openWarehouse() {
  const root = mkdtempSync(join(tmpdir(), 'oracle-'))
  const engine = await openQueryEngine(':memory:', { root })
  const place: Place = { engine, lake: 'lake', root, schema: 'build' }
  let files = 0
  const load = async (table: string, bytes: Uint8Array) => {
    files += 1
    // DuckDB keeps what it read of a file, so a name never stands for two contents.
    const file = join(root, `${table}-${files}.parquet`)
    writeFileSync(file, bytes)
    await engine.run(
      `create or replace table lake.${table} as select * from read_parquet('${file}')`,
      table,
    )
    rmSync(file)
  }
  for (const schema of [place.lake, place.schema]) {
    await engine.run(`create schema ${schema}`, schema)
  }
  const week = { zone, weekStart: 'monday', fiscalYearStartMonth: 1 } as const
  const days = calendarRows(week, 2026).filter((row) => row.starts_on >= '2023')
  await load('calendar', writeParquet(calendarColumns, days))
  for (const table of referenceTables) {
    await load(table.name, writeParquet(storedColumns(table), []))
  }
  const fill = async (log: readonly RawEvent[]) => {
    const rows = log.map((event) => landingRow(storedEvent(event)))
    await load('event_log', writeCells(eventColumns, rows))
  }
  return {
    place,
    /** Makes these events the log. */
    fill,
    async ask(log: readonly RawEvent[], funnels: readonly Funnel[]): Promise<Answer> {
      await fill(log)
      return askEngine(place, funnels)
    },
    async close() {
      await engine.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
