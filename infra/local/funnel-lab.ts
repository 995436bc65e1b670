import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calendarColumns, calendarRows } from '#core/calendar.ts'
import { eventColumns } from '#core/columns.ts'
import { journeysTable } from '#core/compile-funnel.ts'
import { stageEventsTable } from '#core/compile-stage-events.ts'
import { compose, cutShadows, settingsShadow, tableShadows } from '#core/compose.ts'
import { createEventLog, createSchema, createTableAs, dropTable } from '#core/ddl.ts'
import type { Funnel } from '#core/funnel.ts'
import { landingRow } from '#core/landing.ts'
import { renderLiteral } from '#core/literal.ts'
import { writeCells, writeParquet } from '#core/parquet.ts'
import type { Row, StoredEvent } from '#core/ports.ts'
import { parseSettings, type Settings } from '#core/settings.ts'
import { type Catalog, loadCatalog, modelsFor, neededFor, type Query } from '#functions/catalog.ts'
import { settings } from '#infra/settings.ts'
import { openQueryEngine } from './query-engine.ts'

/** What a funnel is measured on: events before the cut, an ISO instant, perhaps of one source system. */
export interface LabScope {
  readonly cut: string
  readonly sourceSystem?: string
}

/** An engine in memory that holds a log of its own, on which any funnel is measured by the models' SQL. */
export interface FunnelLab {
  /** Makes the tables `stage_events` and `journeys` of the funnel; those of the one before are gone. */
  measure(funnel: Funnel, scope: LabScope): Promise<void>
  /** Runs a query over `events`, `calendar`, `stage_events` and `journeys`. */
  query(sql: string): Promise<readonly Row[]>
  close(): Promise<void>
}

type CalendarSettings = Pick<Settings, 'zone' | 'weekStart' | 'fiscalYearStartMonth'>

export interface LabInput {
  /** What local days, weeks and years are. */
  readonly calendar: CalendarSettings
  readonly events: readonly StoredEvent[]
  /** Statements on `lake.event_log` before the models are made. */
  readonly corrections?: readonly string[]
}

const lake = 'lake'
const models = 'models'
const rowsAtOnce = 50_000
const catalogRoot = new URL('../../queries/', import.meta.url)

const ownTables = (funnel: Funnel) => [stageEventsTable(funnel), journeysTable(funnel)]

type Engine = Awaited<ReturnType<typeof openQueryEngine>>

const calendars = new Map<string, Uint8Array>()

/** Making a calendar takes longer than measuring a small funnel: each is made once. */
function calendarFile(calendar: CalendarSettings, lastYear: number): Uint8Array {
  const key = JSON.stringify([calendar, lastYear])
  const known = calendars.get(key)
  const file = known ?? writeParquet(calendarColumns, calendarRows(calendar, lastYear))
  calendars.set(key, file)
  return file
}

/** Files are the way in: text of this many rows would be slower. */
async function loadLog(engine: Engine, root: string, input: LabInput): Promise<void> {
  await engine.run(createSchema(lake, 'duckdb'), lake)
  await engine.run(createSchema(models, 'duckdb'), models)
  await engine.run(createEventLog(lake, 'duckdb', root), 'event log')
  const file = join(root, 'rows.parquet')
  const fill = async (verb: string, bytes: Uint8Array) => {
    await writeFile(file, bytes)
    await engine.run(`${verb} select * from read_parquet('${file}')`, 'load')
  }
  for (let first = 0; first < input.events.length; first += rowsAtOnce) {
    const rows = input.events.slice(first, first + rowsAtOnce).map(landingRow)
    await fill(`insert into ${lake}.event_log`, writeCells(eventColumns, rows))
  }
  const last = input.events.reduce((year, { body }) => {
    const { occurred_at: at } = JSON.parse(body) as { occurred_at: string }
    return Math.max(year, Number(at.slice(0, 4)))
  }, 2000)
  await fill(`create table ${lake}.calendar as`, calendarFile(input.calendar, last))
  for (const each of input.corrections ?? []) await engine.run(each, 'correction')
}

async function makeTable(engine: Engine, table: string, sql: string, root: string) {
  const target = { schema: models, table }
  await engine.run(dropTable(target, 'duckdb'), `drop ${table}`)
  await engine.run(createTableAs('duckdb', { ...target, root }, sql), table)
}

const farCut = '2999-01-01T00:00:00.000Z'

/** The models that do not depend on a funnel, over the whole log. */
async function makeShared(engine: Engine, root: string, shared: readonly Query[]) {
  const names = shared.map(({ name }) => name)
  const given = { ...cutShadows(lake, farCut), ...settingsShadow(parseSettings(settings)) }
  const shadows = { ...given, ...tableShadows(models, names) }
  for (const model of shared) {
    await makeTable(engine, model.name, compose(model.sql, model.inputs, shadows), root)
  }
}

function scopedEvents({ cut, sourceSystem }: LabScope): string {
  const before = `occurred_at < ${renderLiteral({ type: 'timestamp', value: cut })}`
  const own =
    sourceSystem === undefined
      ? ''
      : ` and source_system = ${renderLiteral({ type: 'string', value: sourceSystem })}`
  return `select * from ${models}.events where ${before}${own}`
}

const exampleFunnel = (catalog: Catalog) => [...catalog.funnels.values()].slice(0, 1)

/** Opens a lab on these events; its files lie in a folder that `close` removes. */
export async function openFunnelLab(input: LabInput): Promise<FunnelLab> {
  const root = await mkdtemp(join(tmpdir(), 'funnel-'))
  const engine = await openQueryEngine(':memory:', { root })
  const catalog = loadCatalog(catalogRoot)
  await loadLog(engine, root, input)
  const example = exampleFunnel(catalog)
  const own = example.flatMap(ownTables)
  const shared = neededFor(modelsFor(catalog, example), own).filter(
    ({ name }) => !own.includes(name),
  )
  await makeShared(engine, root, shared)
  const names = shared.map(({ name }) => name)
  const base = { ...cutShadows(lake, farCut), ...tableShadows(models, names) }
  let tables = base
  return {
    async measure(funnel, scope) {
      const [stageEvents, journeys] = ownTables(funnel)
      const scoped = {
        ...base,
        ...cutShadows(lake, scope.cut),
        ...tableShadows(models, ownTables(funnel)),
        events: scopedEvents(scope),
      }
      for (const model of modelsFor(catalog, [funnel])) {
        if (model.name !== stageEvents && model.name !== journeys) continue
        await makeTable(engine, model.name, compose(model.sql, model.inputs, scoped), root)
      }
      tables = {
        ...scoped,
        stage_events: `select * from ${models}.${stageEvents}`,
        journeys: `select * from ${models}.${journeys}`,
      }
    },
    async query(sql) {
      const known = ['events', 'calendar', 'cut', 'stage_events', 'journeys']
      const read = known.filter((name) => new RegExp(`\\b(from|join) ${name}\\b`).test(sql))
      return (await engine.run(compose(sql, read, tables), 'figures')).rows
    },
    async close() {
      await engine.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}
