import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calendarColumns, calendarRows } from '#core/calendar.ts'
import { eventColumns } from '#core/columns.ts'
import type { Funnel } from '#core/funnel.ts'
import { landingRow } from '#core/landing.ts'
import { writeCells, writeParquet } from '#core/parquet.ts'
import type { QueryEngine, Row, StoredEvent } from '#core/ports.ts'
import { loadCatalog, modelsFor } from '#functions/catalog.ts'
import { makeModels } from '#handlers/models.ts'
import { openQueryEngine } from '#local/query-engine.ts'
import type { Answer } from './oracle.ts'
import type { RawEvent } from './raw-event.ts'
import { bodyOf, cut } from './worlds.ts'

export const zone = 'Europe/Berlin'

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

/** Builds every model of the funnels from the event log and reads what they say. */
export async function askEngine(place: Place, funnels: readonly Funnel[]): Promise<Answer> {
  const { engine, schema } = place
  await makeModels({ ...place, cut, models: modelsFor(catalog, funnels) })
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
  const load = async (table: string, bytes: Uint8Array) => {
    const file = join(root, `${table}.parquet`)
    writeFileSync(file, bytes)
    await engine.run(
      `create or replace table lake.${table} as select * from read_parquet('${file}')`,
      table,
    )
  }
  for (const schema of [place.lake, place.schema]) {
    await engine.run(`create schema ${schema}`, schema)
  }
  const settings = { zone, weekStart: 'monday', fiscalYearStartMonth: 1 } as const
  const days = calendarRows(settings, 2026).filter((row) => row.starts_on >= '2023')
  await load('calendar', writeParquet(calendarColumns, days))
  return {
    async ask(log: readonly RawEvent[], funnels: readonly Funnel[]): Promise<Answer> {
      const rows = log.map((event) => landingRow(storedEvent(event)))
      await load('event_log', writeCells(eventColumns, rows))
      return askEngine(place, funnels)
    },
    async close() {
      await engine.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
