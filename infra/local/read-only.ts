import type { DuckDBConnection } from '@duckdb/node-api'
import * as z from 'zod'
import { UsageError } from '#core/errors.ts'

/**
 * Table functions that only read tables or their own arguments. All others are refused: some read
 * files (reading the database's own file drops the lock on it), some change the running engine
 * (logging, profiling) or take raw pointers, and no read-only transaction prevents that.
 */
const readingFunctions = new Set([
  'unnest',
  'range',
  'generate_series',
  'json_each',
  'json_tree',
  'duckdb_columns',
  'duckdb_functions',
  'duckdb_schemas',
  'duckdb_tables',
  'duckdb_types',
  'duckdb_views',
])

/** Scalar functions that do something other than answer. */
const actingFunctions = new Set(['write_log', 'sleep_ms', 'pg_sleep', 'setseed'])

const serialized = z.discriminatedUnion('error', [
  z.object({ error: z.literal(true), error_type: z.string(), error_message: z.string() }),
  z.object({ error: z.literal(false), statements: z.array(z.unknown()) }),
])

const callOf = z.object({ function_name: z.string() })
const tableFunction = z.object({ type: z.literal('TABLE_FUNCTION'), function: callOf })

/** The first refused function anywhere in a statement's tree. */
function refusedFunction(node: unknown): string | undefined {
  if (node === null || typeof node !== 'object') return undefined
  const table = tableFunction.safeParse(node)
  const tableName = table.data?.function.function_name.toLowerCase()
  if (tableName !== undefined && !readingFunctions.has(tableName)) return tableName
  const name = callOf.safeParse(node).data?.function_name.toLowerCase()
  if (name !== undefined && actingFunctions.has(name)) return name
  for (const child of Object.values(node)) {
    const refused = refusedFunction(child)
    if (refused !== undefined) return refused
  }
  return undefined
}

const explain = /^\s*explain\s+(analyze\s+)?/i

/**
 * Throws UsageError unless the text is one statement that only reads: SELECT, WITH, VALUES, SHOW or
 * DESCRIBE, or EXPLAIN of one. DuckDB's own parser decides, nothing is run.
 */
export async function refuseUnlessReading(
  connection: DuckDBConnection,
  sql: string,
): Promise<void> {
  const statement = sql.replace(explain, '')
  const reader = await connection.runAndReadAll('select json_serialize_sql($1::varchar)', [
    statement,
  ])
  const parsed = serialized.parse(JSON.parse(String(reader.value(0, 0))))
  if (parsed.error && parsed.error_type === 'parser') throw new UsageError(parsed.error_message)
  if (parsed.error) throw new UsageError('only a statement that reads can be run here')
  if (parsed.statements.length !== 1) {
    throw new UsageError(`one statement can be run here, found ${parsed.statements.length}`)
  }
  const refused = refusedFunction(parsed.statements)
  if (refused !== undefined) {
    throw new UsageError(`the function ${refused} cannot be used here: query tables and views only`)
  }
}
