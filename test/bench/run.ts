import { availableParallelism, cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { eventColumns } from '#core/columns.ts'
import { askClickHouse } from './clickhouse.ts'
import { sevenSteps } from './funnel.ts'
import { measureBuild, measureMart } from './mart.ts'
import { type Measure, measure } from './measure.ts'
import { openPlace, type Place } from './place.ts'
import { countsFrom, triesFrom } from './raw-funnel.ts'
import { measureRefresh, type RefreshCost } from './refresh.ts'
import { against, type Line, shortRatio, tableOf, timeOf } from './table.ts'
import { makeEvents } from './workload.ts'

const help = `Measures the pipeline on generated events, as ratios to a plain scan of the same data.

  npm run bench -- [options]

  --events <n>      events in the log (default 10000000: 8 GB of disk and about an hour)
  --runs <n>        runs behind each median (default 5, fewer where one takes long)
  --python <path>   Python for ClickHouse (default python3), which gets chdb in a temporary folder
  --help            show this`

/** The columns of a funnel by channel, and every column that a build reads. */
const funnelColumns = ['lead_id', 'occurred_at', 'name', 'channel']
const allColumns = eventColumns.map((column) => column.name)

/** Looks at every value of the columns and does nothing else with it. */
const scanOf = (log: string, columns: readonly string[]) =>
  `select ${columns.map((name) => `cast(sum(hash("${name}")) as double) as "${name}"`).join(', ')}
from ${log}`

/** One run warms the caches before the runs that count. */
async function query(place: Place, label: string, runs: number, sql: string): Promise<Measure> {
  await place.engine.run(sql, label)
  return measure(label, runs, () => place.engine.run(sql, label))
}

/** Rows of a count by channel and step as text, to compare engines. */
async function answerOf(place: Place, sql: string): Promise<string> {
  const { rows } = await place.engine.run(sql, 'answer')
  return JSON.stringify(rows.map((row) => [row.value, row.step, row.subjects]).sort())
}

async function rawLines(place: Place, runs: number, scan: Measure): Promise<Line[]> {
  const log = `${place.schemas.lake}.event_log`
  const counts = await query(
    place,
    'seven steps by channel, raw log',
    runs,
    countsFrom(log, sevenSteps),
  )
  const tries = await query(
    place,
    'every try of the seven steps, raw log',
    runs,
    triesFrom(log, sevenSteps),
  )
  const same =
    (await answerOf(place, countsFrom(log, sevenSteps))) ===
    (await answerOf(place, triesFrom(log, sevenSteps)))
  console.log(`counts and tries ${same ? 'agree' : 'DISAGREE'}`)
  return [against(counts, scan, 'scan', 3), against(tries, scan, 'scan')]
}

async function parquetLines(place: Place, runs: number, python: string): Promise<Line[]> {
  const file = `read_parquet('${place.parquet}')`
  const scan = await query(
    place,
    'scan of the four columns, Parquet',
    runs,
    scanOf(file, funnelColumns),
  )
  const sql = countsFrom(file, sevenSteps)
  const ours = await query(place, 'seven steps by channel, Parquet', runs, sql)
  console.log('ClickHouse on the same file')
  const rival = await askClickHouse(place, runs, python)
  const lines = [against(scan, scan, 'itself'), against(ours, scan, 'Parquet scan')]
  if (typeof rival === 'string') {
    const absent = { time: '', ratio: rival.slice(0, 60), aim: 'ahead of it', result: 'absent' }
    return [...lines, { label: 'ClickHouse windowFunnel, Parquet', ...absent }]
  }
  const same = JSON.stringify([...rival.rows].sort()) === (await answerOf(place, sql))
  console.log(`${rival.measure.label} and ours ${same ? 'agree' : 'DISAGREE'}`)
  const ahead = ours.seconds / rival.measure.seconds
  return [
    ...lines,
    {
      label: rival.measure.label,
      time: timeOf(rival.measure),
      ratio: `ours takes ${shortRatio(ahead)} of it`,
      aim: 'below 1x',
      result: ahead < 1 ? 'met' : 'missed',
    },
  ]
}

// DuckDB keeps the smallest and largest time of this many rows at a time and reads them as one.
const rowsAtOnce = 122_880

function refreshLine({ measure: cost, rowsRead, rowsInMonth }: RefreshCost, events: number): Line {
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

/** What the build spent most of its time on, so that a change knows where to begin. */
function slowest(place: Place): string {
  const models = [...place.seconds].filter(([name]) => name.startsWith('build '))
  const shown = models.sort((a, b) => b[1] - a[1]).slice(0, 12)
  return shown
    .map(([name, time]) => `  ${time.toFixed(2).padStart(8)} s  ${name.slice(6)}`)
    .join('\n')
}

async function benchmark(place: Place, events: number, runs: number, python: string) {
  const log = `${place.schemas.lake}.event_log`
  await makeEvents(place, events)
  const scan = await query(place, 'scan of the four columns', runs, scanOf(log, funnelColumns))
  const whole = await query(place, 'scan of all columns', runs, scanOf(log, allColumns))
  const raw = await rawLines(place, runs, scan)
  const parquet = await parquetLines(place, runs, python)
  const build = await measureBuild(place, runs)
  const { channels, report } = await measureMart(place, runs)
  const refresh = await measureRefresh(place, runs)
  console.log(`\nSlowest models\n${slowest(place)}\n`)
  return tableOf([
    against(scan, scan, 'itself'),
    ...raw,
    against(channels, scan, 'scan', 0.6),
    against(report, scan, 'scan', 0.6),
    ...parquet,
    against(whole, scan, 'scan'),
    against(build, whole, 'scan of all columns', 15),
    refreshLine(refresh, events),
  ])
}

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000000' },
    runs: { type: 'string', default: '5' },
    python: { type: 'string', default: 'python3' },
    help: { type: 'boolean', default: false },
  },
})

function atLeast(name: string, text: string, least: number): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new Error(`--${name} ${text}: allowed is a whole number from ${least}`)
}

if (values.help) console.log(help)
else {
  const events = atLeast('events', values.events, 10_000)
  const runs = atLeast('runs', values.runs, 1)
  const memory = (totalmem() / 2 ** 30).toFixed(0)
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${memory} GB of memory`
  console.log(`${events.toLocaleString('en')} events, ${machine}, Node ${process.version}`)
  const place = await openPlace()
  try {
    console.log(`\n${await benchmark(place, events, runs, values.python)}`)
  } finally {
    await place.close()
  }
}
