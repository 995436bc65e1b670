import { calendarColumns } from '#core/calendar.ts'
import { type Column, eventColumns } from '#core/columns.ts'
import { createEventLog, createLanding, createReference, createSchema } from '#core/ddl.ts'
import { emptyLanding } from '#core/landing.ts'
import { writeParquet } from '#core/parquet.ts'
import type { Clock, ObjectStore, QueryEngine } from '#core/ports.ts'
import { referenceTables, storedColumns } from '#core/reference-tables.ts'
import type { ReferenceDefaults } from '#core/reference-versions.ts'
import type { Settings } from '#core/settings.ts'
import type { Schemas } from '#core/tasks.ts'
import { writeReference } from './reference-store.ts'
import { settingsKey } from './settings.ts'

interface MigratePorts {
  readonly objects: ObjectStore
  readonly engine: QueryEngine
  readonly clock: Clock
  readonly schemas: Schemas
  readonly settings: Settings
  readonly catalog: { readonly defaults: ReferenceDefaults }
  /** Where the engine finds the objects: a folder, or `s3://bucket`. */
  readonly root: string
}

const referenceColumns: readonly (readonly [name: string, columns: readonly Column[]])[] = [
  ['calendar', calendarColumns],
  ...referenceTables.map((table) => [table.name, storedColumns(table)] as const),
]

/**
 * Creates what builds stand on: schemas, `event_log`, `landing`, the reference tables, the calendar of
 * the settings, and the settings themselves. Drops nothing and is safe to run again.
 */
export function createMigrate(ports: MigratePorts): () => Promise<void> {
  const { objects, engine, clock, schemas, settings, root, catalog } = ports
  return async () => {
    const { dialect } = engine
    await writeReference(objects, settings, catalog.defaults, clock.now())
    await objects.put(emptyLanding, writeParquet(eventColumns, []), { absent: true })
    const names = new Set([schemas.lake, ...schemas.slots, schemas.scratch, schemas.views])
    for (const schema of names) await engine.run(createSchema(schema, dialect), 'create schema')
    await engine.run(createEventLog(schemas.lake, dialect, root), 'create event_log')
    await engine.run(createLanding(schemas.lake, dialect, root), 'create landing')
    for (const [name, columns] of referenceColumns) {
      const create = createReference(name, columns, schemas.lake, dialect, root)
      await engine.run(create, `create ${name}`)
    }
    await objects.put(settingsKey, `${JSON.stringify(settings, null, 2)}\n`)
  }
}
