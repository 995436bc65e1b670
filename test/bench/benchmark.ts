import { eventColumns } from '#core/columns.ts'
import { askClickHouse } from './clickhouse.ts'
import { sevenSteps } from './funnel.ts'
import { measureBuild, measureMart } from './mart.ts'
import { type Measure, measure } from './measure.ts'
import type { Place } from './place.ts'
import { countsFrom, triesFrom } from './raw-funnel.ts'
import { measureRefresh, type RefreshCost } from './refresh.ts'
import { measureReportSet } from './report-set.ts'
import { against, type Line, shortRatio, tableOf, timeOf } from './table.ts'
import { makeEvents } from './workload.ts'

/** The columns of a funnel by channel, and every column that a build reads. */
const funnelColumns = ['lead_id', 'occurred_at', 'name', 'channel']
const allColumns = eventColumns.map((column) => column.name)

/** Looks at every value of the columns and does nothing else with it. */
const scanOf = (log: string, columns: readonly string[]) =>
  `select ${columns.map((name) => `cast(sum(hash("${name}")) as double) as "${name}"`).join(', ')}
from ${log}`

interface Asked {
  readonly cost: Measure
  /** Channel, step and leads as text, to compare engines. */
  readonly answer: string
}

/** One run warms the caches before the runs that count. */
async function ask(place: Place, label: string, runs: number, sql: string): Promise<Asked> {
  const { rows } = await place.engine.run(sql, label)
  const cost = await measure(label, runs, () => place.engine.run(sql, label))
  const counts = rows.map((row) => [row.value, row.step, row.subjects])
  return { cost, answer: JSON.stringify(counts.sort()) }
}

function compare(what: string, first: string, second: string): void {
  if (first !== second) throw new Error(`${what}: the counts differ`)
  console.log(`${what}: the counts agree`)
}

async function rawLines(place: Place, runs: number, scan: Measure): Promise<Line[]> {
  const log = `${place.schemas.lake}.event_log`
  const counts = await ask(
    place,
    'seven steps by channel, raw log',
    runs,
    countsFrom(log, sevenSteps),
  )
  const tries = await ask(
    place,
    'every try of the seven steps, raw log',
    runs,
    triesFrom(log, sevenSteps),
  )
  compare('raw log and tries', counts.answer, tries.answer)
  return [against(counts.cost, scan, 'scan', 3), against(tries.cost, scan, 'scan')]
}

const noRival = (reason: string): Line => ({
  label: 'ClickHouse windowFunnel, Parquet',
  time: '',
  ratio: reason.slice(0, 60),
  aim: 'ours below 1x',
  result: 'absent',
})

async function parquetLines(place: Place, runs: number, python: string): Promise<Line[]> {
  const file = `read_parquet('${place.parquet}')`
  const columns = scanOf(file, funnelColumns)
  const { cost: scan } = await ask(place, 'scan of the four columns, Parquet', runs, columns)
  const sql = countsFrom(file, sevenSteps)
  const ours = await ask(place, 'seven steps by channel, Parquet', runs, sql)
  const lines = [against(scan, scan, 'itself'), against(ours.cost, scan, 'Parquet scan')]
  console.log('ClickHouse on the same file (its package is about 1 GB where it is not installed)')
  const rival = await askClickHouse(place, runs, python)
  if (typeof rival === 'string') return [...lines, noRival(rival)]
  compare(rival.cost.label, ours.answer, JSON.stringify([...rival.rows].sort()))
  const ahead = ours.cost.seconds / rival.cost.seconds
  const rivalLine = {
    label: rival.cost.label,
    time: timeOf(rival.cost),
    ratio: `ours takes ${shortRatio(ahead)} of it`,
    aim: 'ours below 1x',
    result: ahead < 1 ? 'met' : 'missed',
  }
  return [...lines, rivalLine]
}

// DuckDB keeps the smallest and largest time of this many rows at a time and reads them as one.
const rowsAtOnce = 122_880

function refreshLine({ cost, rowsRead, rowsInMonth }: RefreshCost, events: number): Line {
  const most = 2 * rowsInMonth + 2 * rowsAtOnce
  const number = (value: number) => value.toLocaleString('en')
  return {
    label: cost.label,
    time: timeOf(cost),
    ratio: `reads ${number(rowsRead)} of ${number(events)} rows`,
    aim: `its month (${number(rowsInMonth)})`,
    result: rowsRead <= most ? 'met' : 'missed',
  }
}

/** What most of the time goes into, so that a change knows where to begin. */
function slowest(place: Place, prefix: string): string {
  return [...place.seconds]
    .filter(([name]) => name.startsWith(prefix))
    .sort((a, b) => b[1] - a[1])
    .slice(0, 12)
    .map(([name, time]) => `  ${time.toFixed(2).padStart(8)} s  ${name.replace('build ', '')}`)
    .join('\n')
}

async function buildLines(place: Place, runs: number, scan: Measure, whole: Measure) {
  const build = await measureBuild(place, runs)
  const { channels, report } = await measureMart(place, runs)
  const { queries, pages } = await measureReportSet(place, runs)
  console.log(`\nSlowest models\n${slowest(place, 'build ')}`)
  console.log(`\nSlowest queries of the report\n${slowest(place, 'conversion')}\n`)
  return [
    against(channels, scan, 'scan', 0.6),
    against(report, scan, 'scan', 0.6),
    against(whole, scan, 'scan'),
    against(build, whole, 'scan of all columns', 25),
    against(queries, whole, 'scan of all columns', 2.5),
    {
      ...against(pages, whole, 'scan of all columns'),
      aim: 'below 2 s',
      result: pages.seconds < 2 ? 'met' : 'missed',
    },
  ]
}

export interface BenchOptions {
  readonly events: number
  readonly runs: number
  readonly python: string
  /** Without it neither the models nor what reads them is measured. */
  readonly build: boolean
}

/** Fills the log, measures one thing after the other and gives the table of results. */
export async function benchmark(
  place: Place,
  { events, runs, python, build }: BenchOptions,
): Promise<string> {
  const log = `${place.schemas.lake}.event_log`
  await makeEvents(place, events)
  const label = 'scan of the four columns'
  const { cost: scan } = await ask(place, label, runs, scanOf(log, funnelColumns))
  const { cost: whole } = await ask(place, 'scan of all columns', runs, scanOf(log, allColumns))
  const raw = await rawLines(place, runs, scan)
  const parquet = await parquetLines(place, runs, python)
  const built = build ? await buildLines(place, runs, scan, whole) : []
  const refresh = refreshLine(await measureRefresh(place, runs), events)
  return tableOf([against(scan, scan, 'itself'), ...raw, ...parquet, ...built, refresh])
}
