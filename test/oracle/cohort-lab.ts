import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calendarColumns, calendarRows } from '#core/calendar.ts'
import type { Cohort } from '#core/cohort.ts'
import { eventColumns } from '#core/columns.ts'
import { cohortActivitiesTable, compileCohorts } from '#core/compile-cohorts.ts'
import { compose, cutShadows, type Shadows, settingsShadow, tableShadows } from '#core/compose.ts'
import { createEventLog, createSchema, createTableAs } from '#core/ddl.ts'
import { landingRow } from '#core/landing.ts'
import { bindParameters, type Parameter, renderLiteral } from '#core/literal.ts'
import { writeCells, writeParquet } from '#core/parquet.ts'
import type { Row, StoredEvent } from '#core/ports.ts'
import { parseSettings } from '#core/settings.ts'
import { inputsOf, loadCatalog, modelsFor, neededFor } from '#functions/catalog.ts'
import { settings } from '#infra/settings.ts'
import { openQueryEngine } from '#local/query-engine.ts'

const lake = 'lake'
const models = 'models'
const catalog = loadCatalog(new URL('../../queries/', import.meta.url))

/** What a query over cohorts is asked for. */
export interface Asked {
  readonly cohorts: readonly Cohort[]
  /** Events of this system, before the cut. */
  readonly sourceSystem: string
  readonly cut: string
  readonly query: 'cohort_calendar' | 'cohort_rolling'
  readonly parameters: Readonly<Record<string, Parameter>>
}

export interface CohortLab {
  /** The rows of a report query on the cohorts of the definitions. */
  ask(asked: Asked): Promise<readonly Row[]>
  close(): Promise<void>
}

interface LabInput {
  readonly zone: string
  readonly weekStart: 'sunday' | 'monday' | 'saturday'
  readonly events: readonly StoredEvent[]
}

/** The models on the way from the log to events and periods, in order. */
const neededModels = () =>
  neededFor(modelsFor(catalog, [...catalog.funnels.values()]), ['events', 'period_days'])

function scopedShadows({ cut, sourceSystem }: Asked): Shadows {
  const before = renderLiteral({ type: 'timestamp', value: cut })
  const system = renderLiteral({ type: 'string', value: sourceSystem })
  return {
    ...cutShadows(lake, cut),
    ...tableShadows(models, ['period_days', cohortActivitiesTable]),
    events: `select * from ${models}.events where occurred_at < ${before} and source_system = ${system}`,
    activities: `select * from ${models}.no_activities`,
  }
}

const noActivities = `select 'none' as kind, 'none' as activity_id, 'none' as account_id,
    cast(null as timestamp(6)) as occurred_at, cast(null as date) as occurred_on,
    false as date_only, 0 as occurrences,
    cast(null as decimal(18, 4)) as amount, cast(null as decimal(18, 4)) as quantity
where false`

type Engine = Awaited<ReturnType<typeof openQueryEngine>>

async function load(engine: Engine, root: string, { zone, weekStart, events }: LabInput) {
  await engine.run(createSchema(lake, 'duckdb'), lake)
  await engine.run(createSchema(models, 'duckdb'), models)
  await engine.run(createEventLog(lake, 'duckdb', root), 'event log')
  const file = join(root, 'rows.parquet')
  const fill = async (verb: string, bytes: Uint8Array) => {
    await writeFile(file, bytes)
    await engine.run(`${verb} select * from read_parquet('${file}')`, 'load')
  }
  await fill(`insert into ${lake}.event_log`, writeCells(eventColumns, events.map(landingRow)))
  const years = events
    .filter(({ type }) => type === 'touch')
    .map(({ body }) => Number(JSON.parse(body).occurred_at.slice(0, 4)))
  const week = { zone, weekStart, fiscalYearStartMonth: 1 }
  const days = calendarRows(week, Math.max(...years)).filter(
    (row) => row.starts_on >= String(Math.min(...years) - 1),
  )
  await fill(`create table ${lake}.calendar as`, writeParquet(calendarColumns, days))
}

/** Opens a lab on these events, in which the SQL of the models and reports runs. */
export async function openCohortLab(input: LabInput): Promise<CohortLab> {
  const root = await mkdtemp(join(tmpdir(), 'cohorts-'))
  const engine = await openQueryEngine(':memory:', { root })
  const make = (table: string, sql: string) =>
    engine.run(createTableAs('duckdb', { schema: models, table, root }, sql), table)
  await load(engine, root, input)
  const needed = neededModels()
  const names = needed.map(({ name }) => name)
  const shadows = {
    ...cutShadows(lake, '2900-01-01T00:00:00.000Z'),
    ...settingsShadow(parseSettings(settings)),
    ...tableShadows(models, names),
  }
  for (const { name, sql, inputs } of needed) await make(name, compose(sql, inputs, shadows))
  await make('no_activities', noActivities)
  return {
    async ask(asked) {
      const scoped = scopedShadows(asked)
      const definitions = compileCohorts(asked.cohorts)
      await engine.run(`drop table if exists ${models}.${cohortActivitiesTable}`, 'drop')
      await make(cohortActivitiesTable, compose(definitions, inputsOf(definitions), scoped))
      const query = catalog.reports.get(asked.query)
      if (!query) throw new Error(`there is no query ${asked.query}`)
      const sql = bindParameters(compose(query.sql, query.inputs, scoped), asked.parameters)
      return (await engine.run(sql, asked.query)).rows
    },
    async close() {
      await engine.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}
