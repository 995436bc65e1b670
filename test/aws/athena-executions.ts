import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import type { Gate } from '#core/gate.ts'
import { type Answer, type Session, StatementFailed } from './athena-engine.ts'

interface Execution {
  readonly id: string
  readonly sql: string
  readonly database: string | undefined
  readonly workgroup: string
  readonly submittedAt: number
  readonly stopping: AbortController
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED'
  answer?: Answer
  failure?: StatementFailed
  completedAt?: number
}

/** A call that Athena refuses, before any statement runs. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequestException'
}

/** Runs one statement on the engine behind. */
export type RunStatement = (
  sql: string,
  session: Omit<Session, 'trino' | 'ages'>,
) => Promise<Answer>

/** What keeps a run known to its callers. */
export interface Ledger {
  readonly executions: Map<string, Execution>
  /** Ids by the token that a client sends along, so that a start that is sent twice runs once. */
  readonly tokens: Map<string, string>
  readonly run: RunStatement
  /** As on Athena, more statements than run at once wait. */
  readonly queue: Gate
}

const start = z.object({
  QueryString: z.string().min(1),
  ClientRequestToken: z.string().min(32).max(128).optional(),
  WorkGroup: z.string().default('primary'),
  QueryExecutionContext: z.object({ Database: z.string().optional() }).default({}),
})
const named = z.object({ QueryExecutionId: z.string() })
const results = named.extend({
  NextToken: z.string().optional(),
  MaxResults: z.int().min(1).max(1000).default(1000),
})

async function follow({ run }: Ledger, execution: Execution): Promise<void> {
  if (execution.state === 'CANCELLED') return
  execution.state = 'RUNNING'
  const { sql, database, stopping } = execution
  const end = (change: Pick<Execution, 'state' | 'answer' | 'failure'>) => {
    if (execution.state === 'RUNNING') Object.assign(execution, change)
    execution.completedAt ??= Date.now()
  }
  try {
    end({ state: 'SUCCEEDED', answer: await run(sql, { database, signal: stopping.signal }) })
  } catch (error) {
    const failure = error instanceof StatementFailed ? error : new StatementFailed(String(error), 1)
    end({ state: 'FAILED', failure })
  }
}

function startExecution(ledger: Ledger, input: unknown) {
  const asked = start.parse(input)
  const { QueryString: sql, ClientRequestToken: token, WorkGroup: workgroup } = asked
  const before = token === undefined ? undefined : ledger.tokens.get(token)
  if (before !== undefined) {
    if (found(ledger, { QueryExecutionId: before }).sql === sql) return { QueryExecutionId: before }
    throw new InvalidRequest('Idempotent parameters do not match')
  }
  const id = randomUUID()
  const stopping = new AbortController()
  const execution: Execution = {
    id,
    sql,
    database: asked.QueryExecutionContext.Database,
    workgroup,
    submittedAt: Date.now(),
    stopping,
    state: 'QUEUED',
  }
  ledger.executions.set(id, execution)
  if (token !== undefined) ledger.tokens.set(token, id)
  void ledger.queue.pass(() => follow(ledger, execution))
  return { QueryExecutionId: id }
}

function found({ executions }: Ledger, input: unknown): Execution {
  const { QueryExecutionId: id } = named.parse(input)
  const execution = executions.get(id)
  if (execution === undefined) throw new InvalidRequest(`QueryExecution ${id} was not found`)
  return execution
}

const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000)

function describeExecution(ledger: Ledger, input: unknown) {
  const execution = found(ledger, input)
  const { id, sql, workgroup, state, answer, failure, submittedAt, completedAt } = execution
  const reason = state === 'CANCELLED' ? 'Query cancelled by user' : failure?.message
  const error = failure && {
    ErrorCategory: failure.category,
    Retryable: failure.category === 1,
    ErrorMessage: failure.message,
  }
  return {
    QueryExecution: {
      QueryExecutionId: id,
      Query: sql,
      StatementType: answer?.kind,
      WorkGroup: workgroup,
      Status: {
        State: state,
        StateChangeReason: reason,
        AthenaError: error,
        SubmissionDateTime: seconds(submittedAt),
        CompletionDateTime: seconds(completedAt),
      },
      Statistics: {
        DataScannedInBytes: answer?.bytesScanned ?? 0,
        TotalExecutionTimeInMillis: (completedAt ?? Date.now()) - submittedAt,
      },
    },
  }
}

/** Pages of a result: the names of the columns are its first row after a SELECT, and only then. */
function pageOf(ledger: Ledger, input: unknown) {
  const { NextToken: token, MaxResults: most } = results.parse(input)
  const { answer, state } = found(ledger, input)
  if (answer === undefined) {
    throw new InvalidRequest(`Query did not finish successfully. Final query state: ${state}`)
  }
  const { columns, kind } = answer
  const hasHeader = kind === 'DML' && columns.length > 0
  const all = hasHeader ? [columns.map(({ name }) => name), ...answer.rows] : answer.rows
  const from = Number(token ?? 0)
  const rows = all.slice(from, from + most)
  return {
    UpdateCount: answer.updateCount,
    NextToken: from + most < all.length ? String(from + most) : undefined,
    ResultSet: {
      Rows: rows.map((row) => ({ Data: row.map((value) => ({ VarCharValue: value })) })),
      ResultSetMetadata: {
        ColumnInfo: columns.map(({ name, type, precision, scale }) => ({
          Name: name,
          Type: type,
          Precision: precision,
          Scale: scale,
        })),
      },
    },
  }
}

function stopExecution(ledger: Ledger, input: unknown) {
  const execution = found(ledger, input)
  if (execution.completedAt === undefined) {
    Object.assign(execution, { state: 'CANCELLED', completedAt: Date.now() })
    execution.stopping.abort()
  }
  return {}
}

/** What Athena's clients call, by name. */
export const operations: Readonly<Record<string, (ledger: Ledger, input: unknown) => object>> = {
  StartQueryExecution: startExecution,
  GetQueryExecution: describeExecution,
  GetQueryResults: pageOf,
  StopQueryExecution: stopExecution,
}
