import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { BusyError, QueryError, UsageError } from '#core/errors.ts'
import type { ObjectStore, QueryResult } from '#core/ports.ts'
import type { Schemas } from '#core/tasks.ts'
import { buildState, type LiveBuild } from '#handlers/build.ts'
import { readState } from '#handlers/state.ts'
import type { Lane } from './lane.ts'
import type { LocalQueryEngine } from './query-engine.ts'

export const dumpFormats = ['parquet', 'csv'] as const

export interface DumpRequest {
  /** Of a dump that was started, to hear how far it is; absent to start one. */
  readonly id?: string
}

export interface DumpedTable {
  readonly name: string
  readonly rows: number
}

/** How far a dump is; its files are `<folder>/<format>/<table>.<format>`. */
export interface DumpStatus {
  readonly id: string
  readonly folder: string
  /** The build that is dumped, and up to when the event log is. */
  readonly cut: string
  readonly tables: readonly DumpedTable[]
  readonly total: number
  readonly isDone: boolean
}

interface DumpPorts {
  readonly objects: ObjectStore
  readonly engine: LocalQueryEngine
  readonly schemas: Schemas
  readonly root: string
}

type Run = (sql: string) => Promise<QueryResult>

interface Job {
  status: DumpStatus
  error?: unknown
}

/** Below the only folder that SQL may write to. */
const folderName = 'dump'

/** A question about a running dump is answered when it has ended, else after this. */
const answerMs = 1_000
const pollMs = 50

/** Every analysts' view and what builds stand on; `landing` repeats the event log. */
async function namesOf(run: Run, { lake, views }: Schemas): Promise<string[]> {
  const { rows } = await run(`select table_schema || '.' || table_name as name
    from information_schema.tables
    where table_schema = '${views}' or (table_schema = '${lake}' and table_name <> 'landing')
    order by name`)
  return rows.map((row) => String(row.name)).filter((name) => /^\w+\.\w+$/.test(name))
}

async function copyTable(run: Run, name: string, { cut, folder }: DumpStatus) {
  const table = name.slice(name.indexOf('.') + 1)
  const known = table === 'event_log' ? ` where received_at < timestamp '${cut.slice(0, -1)}'` : ''
  const select = `select * from ${name}${known}`
  const to = (format: string) => join(folder, format, `${table}.${format}`).replaceAll("'", "''")
  await run(`copy (${select}) to '${to('parquet')}' (format parquet, compression zstd)`)
  await run(`copy (${select}) to '${to('csv')}' (format csv, header true)`)
  const { rows } = await run(`select count(*) as number from read_parquet('${to('parquet')}')`)
  return { name: table, rows: Number(rows[0]?.number) }
}

async function begin(ports: DumpPorts, run: Run): Promise<{ status: DumpStatus; names: string[] }> {
  const live = await readState<LiveBuild>(ports.objects, buildState)
  if (live === undefined) throw new UsageError('nothing was built yet, so there is nothing to dump')
  const id = randomUUID()
  const folder = join(ports.root, folderName, id)
  await rm(join(ports.root, folderName), { recursive: true, force: true })
  for (const format of dumpFormats) await mkdir(join(folder, format), { recursive: true })
  const names = await namesOf(run, ports.schemas)
  return {
    names,
    status: { id, folder, cut: live.cut, tables: [], total: names.length, isDone: false },
  }
}

/** Copies all tables as one transaction sees them; answers as soon as it has begun. */
function start(ports: DumpPorts, work: Lane): Promise<Job> {
  return new Promise((started, failed) => {
    let job: Job | undefined
    const whole = ports.engine.snapshot(async (run) => {
      // No build swaps the views between reading which is live and the first look at them.
      const { status, names } = await work(() => begin(ports, run))
      job = { status }
      started(job)
      for (const name of names) {
        const table = await copyTable(run, name, status)
        job.status = { ...job.status, tables: [...job.status.tables, table] }
      }
      job.status = { ...job.status, isDone: true }
    })
    whole.catch((error) => {
      if (job) job.error = error
      else failed(error)
    })
  })
}

async function statusOf(job: Job): Promise<DumpStatus> {
  const before = job.status.tables.length
  const deadline = Date.now() + answerMs
  while (job.error === undefined && !job.status.isDone && Date.now() < deadline) {
    await wait(pollMs)
    if (job.status.tables.length > before + 10) break
  }
  if (job.error === undefined) return job.status
  throw job.error instanceof Error
    ? new QueryError('dump', job.error.message, undefined, { cause: job.error })
    : job.error
}

/**
 * Writes every view and the event log as Parquet and CSV below the data folder, as the live build was
 * when the dump began. The first call starts it, later ones with its id tell how far it is. Throws
 * BusyError while another dump runs and UsageError without a build.
 */
export function createDump(ports: DumpPorts, work: Lane) {
  let last: Job | undefined
  return async ({ id }: DumpRequest): Promise<DumpStatus> => {
    if (id !== undefined) {
      if (last?.status.id !== id) throw new UsageError(`there is no dump ${id}`)
      return statusOf(last)
    }
    if (last && !last.status.isDone && last.error === undefined) {
      throw new BusyError('another dump is running')
    }
    last = await start(ports, work)
    return last.status
  }
}
