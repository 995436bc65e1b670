import { QueryError } from '#core/errors.ts'
import { cleanTable, compactTable, type Months, monthsInLog } from '#core/maintain-sql.ts'
import type { QueryEngine } from '#core/ports.ts'

interface CompactPorts {
  readonly engine: QueryEngine
  readonly lake: string
  /** Whether another statement may begin. */
  readonly mayGoOn: () => boolean
}

/** Athena writes at most 100 partitions in one statement. */
const monthsAtOnce = 60

/** Athena works through so many files a statement and fails saying that there are more. */
const isUnfinished = (error: unknown): boolean =>
  error instanceof QueryError && error.message.includes('MORE_RUNS_NEEDED')

/** Runs a statement until the engine has nothing more to do for it; false when it may not go on. */
async function exhaust({ engine, mayGoOn }: CompactPorts, sql: string, name: string) {
  while (mayGoOn()) {
    try {
      await engine.run(sql, name)
      return true
    } catch (error) {
      if (!isUnfinished(error)) throw error
    }
  }
  return false
}

const dayAfterMonth = (month: string) =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 1))
    .toISOString()
    .slice(0, 10)

/** Nothing to bound while one statement can write all of the log's months. */
async function groupsOf({ engine, lake }: CompactPorts): Promise<(Months | undefined)[]> {
  if (engine.dialect === 'duckdb') return [undefined]
  const { rows } = await engine.run(monthsInLog(lake), 'months of the log')
  const months = rows.map((row) => String(row.month))
  if (months.length <= monthsAtOnce) return [undefined]
  const groups: Months[] = []
  for (let at = 0; at < months.length; at += monthsAtOnce) {
    const group = months.slice(at, at + monthsAtOnce)
    groups.push({ from: group[0] ?? '', to: dayAfterMonth(group.at(-1) ?? '') })
  }
  return groups
}

/**
 * Rewrites the small files of `event_log` and removes those that no kept snapshot names, again and
 * again while the engine says that there are more. False when it had to stop before; calling it again
 * goes on.
 */
export async function compactLog(ports: CompactPorts): Promise<boolean> {
  const table = { schema: ports.lake, table: 'event_log' }
  const { dialect } = ports.engine
  const rewrites = (await groupsOf(ports)).flatMap((months) => compactTable(table, dialect, months))
  for (const sql of rewrites) {
    if (!(await exhaust(ports, sql, 'compact event_log'))) return false
  }
  for (const sql of cleanTable(table, dialect)) {
    if (!(await exhaust(ports, sql, 'clean event_log'))) return false
  }
  return true
}
