import { randomUUID } from 'node:crypto'
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import { QueryError } from '#core/errors.ts'
import { createGate } from '#core/gate.ts'
import type { QueryEngine, QueryResult } from '#core/ports.ts'
import { failure, mayWorkNextTime } from './query-failure.ts'
import { fetchResults, returnsRows } from './query-results.ts'
import { backoffMs, isThrottling, type Pause, realPause } from './retry.ts'

export interface QueryEngineOptions {
  readonly client: Pick<AthenaClient, 'send'>
  readonly workgroup: string
  readonly database: string
  /** Milliseconds after which a query is stopped. @default 10 minutes */
  readonly limitMs?: number
  /** Milliseconds that the one who waits has left; a query is stopped before. @default no end */
  readonly remainingMs?: () => number
  readonly pause?: Pause
  /** Milliseconds of a clock that never runs backwards. */
  readonly now?: () => number
}

interface Run {
  readonly sql: string
  readonly name: string
  readonly startedAt: number
  readonly deadline: number
}

type Send = <T>(call: () => Promise<T>, run: Run) => Promise<T>
interface Context extends Required<QueryEngineOptions> {
  readonly send: Send
}

/** Half of the smallest quota that Athena gives an account for statements of one kind. */
const runsAtOnce = 10

const mostRepeats = 5

const defaults = {
  limitMs: 10 * 60 * 1000,
  remainingMs: () => Number.POSITIVE_INFINITY,
  pause: realPause,
  now: () => performance.now(),
}

/** Enough to stop the query and to say so. */
const marginMs = 15_000

/**
 * Athena: starts a statement, waits for it and reads its rows. Every failure is a QueryError with
 * the query's name, the execution id and Athena's reason. Throttling waits until the limit; a
 * statement that may work next time, such as after a lost race to commit, runs again.
 */
export function createQueryEngine(options: QueryEngineOptions): QueryEngine {
  const settings = { ...defaults, ...options }
  const context: Context = { ...settings, send: throttled(settings.pause, settings.now) }
  const gate = createGate(runsAtOnce)
  return {
    dialect: 'athena',
    run: (sql, name) => gate.pass(() => runOne(context, sql, name)),
  }
}

async function runOne(context: Context, sql: string, name: string): Promise<QueryResult> {
  const startedAt = context.now()
  const limitMs = Math.min(context.limitMs, context.remainingMs() - marginMs)
  const run: Run = { sql, name, startedAt, deadline: startedAt + limitMs }
  if (limitMs <= 0) throw new QueryError(name, "not started: the function's own time is over")
  for (let attempt = 0; ; attempt += 1) {
    const execution = await execute(context, run)
    if (execution.Status?.State === 'SUCCEEDED') return read(context, run, execution)
    const again =
      mayWorkNextTime(sql, execution) && attempt < mostRepeats && context.now() < run.deadline
    if (!again) throw failure({ query: name, workgroup: context.workgroup }, execution)
    await context.pause.sleep(backoffMs(attempt, 1000, 20_000, context.pause.random))
  }
}

/**
 * Starts the statement and waits for a final state; a query still running at the deadline is
 * stopped.
 */
async function execute(context: Context, run: Run): Promise<QueryExecution> {
  const id = await start(context, run)
  for (let attempt = 0; ; attempt += 1) {
    // Before the first look too: the fastest statement takes a tenth of a second.
    const leftMs = Math.max(0, run.deadline - context.now())
    await context.pause.sleep(Math.min(leftMs, backoffMs(attempt, 200, 2000, context.pause.random)))
    const { QueryExecution: execution } = await context
      .send(() => context.client.send(new GetQueryExecutionCommand({ QueryExecutionId: id })), run)
      .catch((error: unknown) => stopAndThrow(context, run, id, String(error), error))
    const state = execution?.Status?.State
    if (execution && state !== 'QUEUED' && state !== 'RUNNING') return execution
    if (context.now() >= run.deadline) {
      await stopAndThrow(
        context,
        run,
        id,
        `stopped after ${Math.round((context.now() - run.startedAt) / 1000)} seconds`,
      )
    }
  }
}

async function start(context: Context, run: Run): Promise<string> {
  const command = new StartQueryExecutionCommand({
    QueryString: run.sql,
    // One token per run: a start whose answer got lost does not start the statement twice.
    ClientRequestToken: randomUUID(),
    WorkGroup: context.workgroup,
    QueryExecutionContext: { Database: context.database },
  })
  try {
    const { QueryExecutionId } = await context.send(() => context.client.send(command), run)
    if (!QueryExecutionId) throw new Error('no execution id in the answer')
    return QueryExecutionId
  } catch (error) {
    throw new QueryError(run.name, `not started: ${reasonOf(error)}`, undefined, { cause: error })
  }
}

async function read(context: Context, run: Run, execution: QueryExecution): Promise<QueryResult> {
  const bytesScanned = execution.Statistics?.DataScannedInBytes ?? 0
  const id = execution.QueryExecutionId
  if (!id || !returnsRows(run.sql)) return { columns: [], rows: [], bytesScanned }
  try {
    const send = <T>(call: () => Promise<T>) => context.send(call, run)
    return { ...(await fetchResults(context.client, send, id, run.sql)), bytesScanned }
  } catch (error) {
    throw new QueryError(run.name, `no results: ${reasonOf(error)}`, id, { cause: error })
  }
}

/**
 * Nobody would read a query that nobody waits for; that it could not be stopped must not hide why.
 */
async function stopAndThrow(
  context: Context,
  run: Run,
  id: string,
  reason: string,
  cause?: unknown,
): Promise<never> {
  await context.client
    .send(new StopQueryExecutionCommand({ QueryExecutionId: id }))
    .catch(() => undefined)
  throw new QueryError(run.name, reason, id, { cause })
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

/**
 * Repeats a call that Athena refused for its rate (the SDK has tried three times by then) until
 * the deadline.
 */
function throttled(pause: Pause, now: () => number): Send {
  return async (call, run) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await call()
      } catch (error) {
        if (!isThrottling(error) || now() >= run.deadline) throw error
        await pause.sleep(backoffMs(attempt, 500, 15_000, pause.random))
      }
    }
  }
}
