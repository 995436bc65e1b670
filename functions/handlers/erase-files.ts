import { keepFiles } from '#core/erasure-sql.ts'
import { prefixes } from '#core/names.ts'
import type { QueryEngine } from '#core/ports.ts'
import { sliceOf } from '#core/slices.ts'
import type { Schemas } from '#core/tasks.ts'
import { compactLog } from './compact.ts'
import { type RefreshState, refreshState } from './refresh.ts'
import { type LeasePorts, withLease } from './state.ts'

interface FilePorts extends LeasePorts {
  readonly engine: QueryEngine
  readonly schemas: Schemas
}

/**
 * Removes the log's files that hold deleted rows, now instead of in days, while no refresh writes:
 * what it has not committed yet would pass for left over. False while one of `files` is still there,
 * because a snapshot of the last minute needs it.
 */
export async function purgeFiles(ports: FilePorts, files: readonly string[]): Promise<boolean> {
  const { objects, engine, clock, schemas } = ports
  const keep = async (isUrgent: boolean) => {
    for (const sql of keepFiles(schemas.lake, engine.dialect, isUrgent)) {
      await engine.run(sql, 'properties of event_log')
    }
  }
  let isDone = false
  await withLease<RefreshState | undefined>(ports, refreshState, async (state) => {
    try {
      await keep(true)
      isDone = await compactLog({ engine, lake: schemas.lake, mayGoOn: sliceOf(clock) })
    } finally {
      await keep(false)
    }
    return state
  })
  if (!isDone || files.length === 0) return isDone
  const left = new Set((await objects.list(prefixes.eventLog)).map(({ key }) => key))
  return !files.some((key) => left.has(key))
}
