import { whenReady } from '#test/trino/engine.ts'
import { Refused, type SnapshotAges, type StatementKind, translate } from './athena-statements.ts'

export interface AthenaColumn {
  readonly name: string
  readonly type: string
  readonly precision: number
  readonly scale: number
}

export interface Answer {
  readonly kind: StatementKind
  readonly columns: readonly AthenaColumn[]
  /** A value as Athena writes it, undefined for null. */
  readonly rows: readonly (readonly (string | undefined)[])[]
  readonly updateCount: number | undefined
  readonly bytesScanned: number
}

/** A statement that failed; category 1 is the engine's fault, 2 the user's. */
export class StatementFailed extends Error {
  override readonly name = 'StatementFailed'
  readonly category: 1 | 2

  constructor(message: string, category: 1 | 2) {
    super(message)
    this.category = category
  }
}

type Result = Awaited<ReturnType<typeof whenReady>>

/** `decimal(18,4)` as a plain name with its numbers apart. */
function athenaColumn({ name, type }: Result['columns'][number]): AthenaColumn {
  const [, plain = type, precision, scale] =
    /^([a-z ]+?)(?:\((\d+)(?:,\s*(\d+))?\))?$/.exec(type) ?? []
  return { name, type: plain, precision: Number(precision ?? 0), scale: Number(scale ?? 0) }
}

const athenaText = (value: unknown): string | undefined =>
  value === null || value === undefined ? undefined : String(value)

/** What a statement runs in. */
export interface Session {
  /** Address of the Trino that runs it. */
  readonly trino: string
  /** Where tables without a database are looked for. */
  readonly database?: string | undefined
  readonly signal?: AbortSignal
  readonly ages: SnapshotAges
}

async function run(session: Session, sql: string, more = {}): Promise<Result> {
  const { trino, database, signal } = session
  const headers = { ...(database === undefined ? {} : { 'X-Trino-Schema': database }), ...more }
  const result = await whenReady(trino, sql, { headers, ...(signal ? { signal } : {}) })
  const { error } = result.last
  if (error) {
    const category = error.errorType === 'USER_ERROR' ? 2 : 1
    throw new StatementFailed(`${error.errorName}: ${error.message}`, category)
  }
  return result
}

/** Iceberg tables of Athena take timestamps of microseconds only; Trino would convert others in silence. */
async function refuseShortTimestamps(session: Session, query: string) {
  const headers = { 'X-Trino-Prepared-Statement': `stored=${encodeURIComponent(query)}` }
  const { columns, data } = await run(session, 'describe output stored', headers)
  const typeAt = columns.findIndex(({ name }) => name === 'Type')
  const wrong = data.find((row) => /^timestamp(?!\(6\))/.test(String(row[typeAt])))
  if (wrong === undefined) return
  const message = `Timestamp precision not supported for Iceberg: ${wrong[0]} is ${wrong[typeAt]}. Use "timestamp(6)" instead.`
  throw new StatementFailed(`NOT_SUPPORTED: ${message}`, 2)
}

/** Runs a statement of Athena on Trino; throws StatementFailed. */
export async function execute(session: Session, sql: string): Promise<Answer> {
  const { kind, statements, stored, session: more } = translated(sql, session.ages)
  if (stored !== undefined) await refuseShortTimestamps(session, stored)
  let result: Result | undefined
  const headers = more === undefined ? {} : { 'X-Trino-Session': more }
  for (const statement of statements) result = await run(session, statement, headers)
  if (result === undefined) throw new StatementFailed('the statement is empty', 2)
  const { last, columns, data } = result
  const isQuery = kind !== 'DDL' && last.updateType === undefined
  return {
    kind,
    columns: isQuery ? columns.map(athenaColumn) : [],
    rows: isQuery ? data.map((row) => row.map(athenaText)) : [],
    updateCount: last.updateCount,
    bytesScanned: last.stats.physicalInputBytes,
  }
}

function translated(sql: string, ages: SnapshotAges) {
  try {
    return translate(sql, ages)
  } catch (error) {
    if (error instanceof Refused) throw new StatementFailed(error.message, 2)
    throw error
  }
}
