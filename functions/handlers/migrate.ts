import { businessRows } from '#core/business-hours.ts'
import { calendarColumns, calendarRows } from '#core/calendar.ts'
import { eventColumns } from '#core/columns.ts'
import { createEventLog, createLanding, createReference, createSchema } from '#core/ddl.ts'
import { canonicalJson, sha256 } from '#core/hash.ts'
import { emptyLanding } from '#core/landing.ts'
import { writeParquet } from '#core/parquet.ts'
import type { Clock, ObjectStore, QueryEngine } from '#core/ports.ts'
import type { Settings } from '#core/settings.ts'
import type { Schemas } from '#core/tasks.ts'
import { settingsKey } from './settings.ts'

/** Hash of what the calendar was made from. */
const calendarState = 'state/calendar'

interface MigratePorts {
  readonly objects: ObjectStore
  readonly engine: QueryEngine
  readonly clock: Clock
  readonly schemas: Schemas
  readonly settings: Settings
  /** Where the engine finds the objects: a folder, or `s3://bucket`. */
  readonly root: string
}

/** Half a second of work: done again only for other settings or a new year. */
async function writeCalendar(objects: ObjectStore, settings: Settings, year: number) {
  const wanted = sha256(canonicalJson({ settings, year }))
  const made = await objects.get(calendarState)
  if (made && Buffer.from(made.body).toString('utf8') === wanted) return
  const rows = [...calendarRows(settings, year), ...businessRows(settings, year)]
  await objects.put('reference/calendar/calendar.parquet', writeParquet(calendarColumns, rows))
  await objects.put(calendarState, wanted)
}

/**
 * Creates what builds stand on: schemas, `event_log`, `landing`, the calendar of the settings, and
 * the settings themselves. Drops nothing and is safe to run again.
 */
export function createMigrate(ports: MigratePorts): () => Promise<void> {
  const { objects, engine, clock, schemas, settings, root } = ports
  return async () => {
    const { dialect } = engine
    await writeCalendar(objects, settings, clock.now().getUTCFullYear())
    await objects.put(emptyLanding, writeParquet(eventColumns, []), { absent: true })
    const names = new Set([schemas.lake, ...schemas.slots, schemas.scratch, schemas.views])
    for (const schema of names) await engine.run(createSchema(schema, dialect), 'create schema')
    await engine.run(createEventLog(schemas.lake, dialect, root), 'create event_log')
    await engine.run(createLanding(schemas.lake, dialect, root), 'create landing')
    const calendar = createReference('calendar', calendarColumns, schemas.lake, dialect, root)
    await engine.run(calendar, 'create calendar')
    await objects.put(settingsKey, `${JSON.stringify(settings, null, 2)}\n`)
  }
}
