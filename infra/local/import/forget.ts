import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { BusyError } from '#core/errors.ts'

/** The id of an event is the key of its record, with a version after the first. */
const keysOf = (eventId: string) => [eventId, eventId.replace(/:[0-9a-f]{16}$/, '')]

function remove(database: DatabaseSync, eventIds: readonly string[]): void {
  const one = database.prepare('delete from states where key = ?')
  let removed = 0
  database.exec('begin immediate')
  for (const key of eventIds.flatMap(keysOf)) removed += Number(one.run(key).changes)
  database.exec('commit')
  // Else the bytes would stay in the file, or in the log beside it.
  if (removed > 0) database.exec('vacuum; pragma wal_checkpoint(truncate)')
}

/**
 * Forgets the records of erased events that imports remember, in the snapshot file if there is one.
 * Throws BusyError while an import is using it.
 */
export function forgetRecords(file: string, eventIds: readonly string[]): void {
  if (eventIds.length === 0 || !existsSync(file)) return
  const database = new DatabaseSync(file, { timeout: 200 })
  try {
    remove(database, eventIds)
  } catch (cause) {
    const isBusy = cause instanceof Error && 'errcode' in cause && cause.errcode === 5
    if (isBusy) throw new BusyError('an import is running', { cause })
    throw cause
  } finally {
    database.close()
  }
}
