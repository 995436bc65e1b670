import { type DuckDBConnection, type DuckDBResultReader, ResultReturnType } from '@duckdb/node-api'
import { QueryError } from '#core/errors.ts'
import { createGate, type Gate } from '#core/gate.ts'
import type { QueryEngine, QueryResult } from '#core/ports.ts'
import { columnsOf, repeatedColumn, rowsOf, unportableColumn } from './cells.ts'
import { type Database, type DatabaseOptions, openDatabase, rewriteDatabase } from './duckdb.ts'
import { refuseUnlessReading } from './read-only.ts'

export interface QueryEngineOptions extends DatabaseOptions {
  /** After this a statement of `readOnly` is stopped; default two minutes. */
  readonly readOnlyMs?: number
  /** A schema whose tables `readOnly` finds by plain name too, after those of `main`. */
  readonly readSchema?: string
}

/** `truncated` when the statement had more rows than were asked for. */
export interface ReadOnlyResult extends QueryResult {
  readonly truncated: boolean
}

export interface LocalQueryEngine extends QueryEngine {
  /**
   * Runs one reading statement of a user: no write, no file, no setting, no second statement.
   * Throws UsageError for anything else and QueryError when it fails. Types without a common form
   * (lists, structs) come as JSON text.
   */
  readOnly(sql: string, limit?: number): Promise<ReadOnlyResult>
  /** Runs statements that all see the tables as they are when the first of them begins. */
  snapshot<T>(work: (run: (sql: string) => Promise<QueryResult>) => Promise<T>): Promise<T>
  /** Writes the file anew, so that no bytes of what was deleted stay in it; statements wait for it. */
  rewrite(): Promise<void>
  /** Waits for what is running, then closes the file. */
  close(): Promise<void>
}

/**
 * Node has four threads for files and DuckDB together, and a query holds one until it ends: two for
 * the pipeline and one for users leave one free.
 */
const runsAtOnce = 2
const readsAtOnce = 1

const defaultLimit = 10_000
const defaultReadOnlyMs = 120_000

const readOnlyName = 'read only'

/** Errors of DuckDB as QueryError; those that are one already pass. */
async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof QueryError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new QueryError(name, reason, undefined, { cause: error })
  }
}

function resultOf(name: string, reader: DuckDBResultReader): QueryResult {
  const repeated = repeatedColumn(reader)
  if (repeated !== undefined) throw new QueryError(name, `two columns are named ${repeated}`)
  return { columns: columnsOf(reader), rows: rowsOf(reader), bytesScanned: 0 }
}

async function runOne(
  connection: DuckDBConnection,
  sql: string,
  name: string,
): Promise<QueryResult> {
  const { count } = await connection.extractStatements(sql)
  if (count !== 1) throw new QueryError(name, `one statement a run, found ${count}`)
  const reader = await connection.runAndReadAll(sql)
  if (reader.returnType !== ResultReturnType.QUERY_RESULT) {
    return { columns: [], rows: [], bytesScanned: 0 }
  }
  const odd = unportableColumn(reader)
  if (odd) throw new QueryError(name, `column ${odd.name} is ${odd.type}: cast it to a plain type`)
  return resultOf(name, reader)
}

const findTablesOf = (connection: DuckDBConnection, schema: string) =>
  connection.run(`set search_path = 'warehouse.main,warehouse.${schema}'`)

async function readOne(
  connection: DuckDBConnection,
  sql: string,
  limit: number,
): Promise<ReadOnlyResult> {
  await connection.run('begin transaction read only')
  const reader = await connection.streamAndReadUntil(sql, limit + 1)
  const { rows, ...result } = resultOf(readOnlyName, reader)
  return { ...result, rows: rows.slice(0, limit), truncated: rows.length > limit }
}

/** Stops the connection's statement after the time and then says so instead of "interrupted". */
async function within<T>(
  ms: number,
  connection: DuckDBConnection,
  work: () => Promise<T>,
): Promise<T> {
  let late = false
  const timer = setTimeout(() => {
    late = true
    connection.interrupt()
  }, ms)
  try {
    return await work()
  } catch (error) {
    if (!late) throw error
    throw new QueryError(readOnlyName, `stopped after ${ms / 1000} s`, undefined, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

/** The open file, and how many statements may use it at once. */
interface Access {
  readonly database: Database
  readonly runs: Gate
  readonly reads: Gate
}

async function openAccess(path: string, options: DatabaseOptions): Promise<Access> {
  const database = await openDatabase(path, options)
  return { database, runs: createGate(runsAtOnce), reads: createGate(readsAtOnce) }
}

async function closeAccess({ database, runs, reads }: Access): Promise<void> {
  await Promise.all([runs.close(), reads.close()])
  database.close()
}

/** A connection per statement: what one leaves behind in it (a transaction) ends with it. */
async function connected<T>(
  access: Promise<Access>,
  gate: 'runs' | 'reads',
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const { database, [gate]: narrow } = await access
  return narrow.pass(async () => {
    const connection = await database.connect()
    try {
      return await work(connection)
    } finally {
      connection.closeSync()
    }
  })
}

/** Who asks for the file meanwhile waits until it is open again, which it is after a failure too. */
async function rewrite(path: string, options: DatabaseOptions, open: Access) {
  await closeAccess(open)
  const failure = await rewriteDatabase(path, options).catch((error: unknown) => ({ error }))
  return { access: await openAccess(path, options), failure }
}

/**
 * Opens DuckDB on a file (or `:memory:`) as the embedded query engine. Throws BusyError when another
 * process has the file.
 */
export async function openQueryEngine(
  path: string,
  options: QueryEngineOptions = {},
): Promise<LocalQueryEngine> {
  const { readOnlyMs = defaultReadOnlyMs, readSchema } = options
  let access = Promise.resolve(await openAccess(path, options))
  return {
    dialect: 'duckdb',
    run: (sql, name) =>
      connected(access, 'runs', (connection) => named(name, () => runOne(connection, sql, name))),
    readOnly: (sql, limit = defaultLimit) =>
      connected(access, 'reads', async (connection) => {
        await refuseUnlessReading(connection, sql)
        if (readSchema) await findTablesOf(connection, readSchema)
        const read = () => readOne(connection, sql, limit)
        return named(readOnlyName, () => within(readOnlyMs, connection, read))
      }),
    snapshot: (work) =>
      connected(access, 'runs', async (connection) => {
        await connection.run('begin transaction')
        return work((sql) => named('snapshot', () => runOne(connection, sql, 'snapshot')))
      }),
    async rewrite() {
      const rewritten = access.then((open) => rewrite(path, options, open))
      access = rewritten.then((result) => result.access)
      const { failure } = await rewritten
      if (failure) throw failure.error
    },
    close: async () => closeAccess(await access),
  }
}
