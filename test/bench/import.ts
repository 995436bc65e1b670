import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReportData } from '#core/report-data.ts'
import { sevenSteps } from './funnel.ts'
import { type Measure, measure, measureOf } from './measure.ts'
import type { Place } from './place.ts'
import { countsFrom } from './raw-funnel.ts'
import { against, type Line, tableOf } from './table.ts'
import { makeEvents } from './workload.ts'

const command = (name: string) =>
  new URL(`../../infra/local/commands/${name}.ts`, import.meta.url).pathname
const pollMs = 200

interface Ended {
  readonly seconds: number
  readonly stdout: string
  /** When it said that all rows are stored; undefined when it never did. */
  readonly storedSeconds: number | undefined
  /** Most memory that the process held until then; undefined where the system does not tell. */
  readonly storedPeakMb: number | undefined
  /** Most memory that it held at all. */
  readonly peakMb: number | undefined
}

/** The high-water mark of a process, kept by Linux until it ends. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
  } catch {
    return undefined
  }
}

/** Runs a command of the project to its end; throws with what it said when it fails. */
async function timed(name: string, args: readonly string[]): Promise<Ended> {
  const start = performance.now()
  const child = spawn(process.execPath, [command(name), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let stdout = ''
  let storedSeconds: number | undefined
  let storedPeakMb: number | undefined
  child.stdout.on('data', (chunk) => {
    stdout += chunk
    if (storedSeconds !== undefined || !/ rows; /.test(stdout)) return
    storedSeconds = (performance.now() - start) / 1000
    storedPeakMb = peakOf(child.pid)
  })
  let peakMb: number | undefined
  const timer = setInterval(() => {
    peakMb = peakOf(child.pid) ?? peakMb
  }, pollMs)
  const code = await new Promise<number | null>((ended) => child.on('close', ended))
  clearInterval(timer)
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${stdout.slice(-2000)}`)
  const seconds = (performance.now() - start) / 1000
  return { seconds, stdout, storedSeconds, storedPeakMb, peakMb }
}

/** So many touches and stages of the workload as a plain list of events. */
async function writeCsv(place: Place, events: number): Promise<string> {
  const file = join(place.root, 'import.csv')
  // One event in six is a record of a person, an account or a deal.
  await makeEvents(place, Math.ceil(events * 1.4))
  await place.engine.run(
    `copy (
      select event_id, name, strftime(occurred_at, '%Y-%m-%dT%H:%M:%S.%gZ') as occurred_at,
        source_system, lead_id, channel
      from ${place.schemas.lake}.event_log
      where type in ('touch', 'stage') and lead_id is not null
      order by received_at, event_id
      limit ${events}
    ) to '${file}' (format csv, header true)`,
    'csv',
  )
  return file
}

/** The log as DuckDB reads it from the file, with the columns that the query wants. */
const logOf = (file: string) => `(
    select *, 'touch' as type, cast(null as boolean) as date_only, cast(null as varchar) as outcome
    from read_csv('${file}', header = true, columns = {
      'event_id': 'varchar', 'name': 'varchar', 'occurred_at': 'timestamp',
      'source_system': 'varchar', 'lead_id': 'varchar', 'channel': 'varchar'
    })
  )`

/** Leads that entered the funnel, as the report of the imported events says. */
function enteredOf(stdout: string): number {
  const report = JSON.parse(stdout) as ReportData
  const value = report.figures.find(({ id }) => id === 'entered')?.value
  if (typeof value !== 'number') throw new Error('the report says nothing about entered')
  return value
}

async function importOnce(place: Place, file: string) {
  const data = join(place.folder, 'import-data')
  const funnel = join(place.folder, 'seven-steps.json')
  writeFileSync(funnel, JSON.stringify(sevenSteps))
  const imported = await timed('import', [file, '--data', data])
  console.log(imported.stdout.trim().split('\n').slice(-3).join('\n'))
  const args = ['conversion', '--data', data, '--period', 'all', '--funnel', funnel]
  const report = await timed('report', [...args, '--format', 'json'])
  return { imported, report, entered: enteredOf(report.stdout) }
}

const memoryLine = (label: string, peakMb: number | undefined): Line => ({
  label,
  time: peakMb === undefined ? 'unknown' : `${peakMb.toFixed(0)} MB`,
  ratio: '',
  aim: '',
  result: '',
})

/**
 * A CSV of events from `npm run import` to a finished report, against DuckDB that answers the same
 * question straight from the file. Throws when the two count differently.
 */
export async function benchmarkImport(place: Place, events: number, runs: number) {
  const file = await writeCsv(place, events)
  const sql = countsFrom(logOf(file), sevenSteps)
  const { rows } = await place.engine.run(sql, 'conversion from CSV')
  const label = 'DuckDB: seven steps from the CSV'
  const rival = await measure(label, runs, () => place.engine.run(sql, label))
  const { imported, report, entered } = await importOnce(place, file)
  const counted = rows
    .filter((row) => Number(row.step) === 1)
    .reduce((sum, row) => sum + Number(row.subjects), 0)
  if (counted !== entered) throw new Error(`DuckDB counts ${counted} leads, the report ${entered}`)
  console.log(`both count ${entered} leads`)
  const once = (name: string, seconds: number): Measure => measureOf(name, [seconds])
  const whole = once('import and report together', imported.seconds + report.seconds)
  return tableOf([
    against(rival, rival, 'itself'),
    against(once('import, until events are stored', imported.storedSeconds ?? 0), rival, 'DuckDB'),
    against(once('import, with every table built', imported.seconds), rival, 'DuckDB'),
    against(once('conversion report of its own funnel', report.seconds), rival, 'DuckDB'),
    against(whole, rival, 'DuckDB', 10),
    memoryLine('peak memory until events are stored', imported.storedPeakMb),
    memoryLine('peak memory of the import', imported.peakMb),
  ])
}
