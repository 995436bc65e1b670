import { calendarColumns } from '#core/calendar.ts'
import { type Column, eventColumns } from '#core/columns.ts'
import {
  addColumn,
  createEventLog,
  createLanding,
  createReference,
  createSchema,
} from '#core/ddl.ts'
import { emptyLanding } from '#core/landing.ts'
import { listColumns } from '#core/listing-sql.ts'
import { writeParquet } from '#core/parquet.ts'
import type { QueryEngine } from '#core/ports.ts'
import { referenceTables, storedColumns } from '#core/reference-tables.ts'
import type { ReferenceDefaults } from '#core/reference-versions.ts'
import type { Settings } from '#core/settings.ts'
import type { Schemas } from '#core/tasks.ts'
import { referenceState, writeReference } from './reference-store.ts'
import { settingsKey } from './settings.ts'
import { type LeasePorts, withLease } from './state.ts'

interface MigratePorts extends LeasePorts {
  readonly engine: QueryEngine
  readonly schemas: Schemas
  /** True where the schemas are made with what else is deployed. */
  readonly hasSchemas?: boolean
  readonly settings: Settings
  readonly catalog: { readonly defaults: ReferenceDefaults }
  /** Where the engine finds the objects: a folder, or `s3://bucket`. */
  readonly root: string
}

type Columns = readonly (readonly [table: string, columns: readonly Column[]])[]

const referenceColumns: Columns = [
  ['calendar', calendarColumns],
  ...referenceTables.map((table) => [table.name, storedColumns(table)] as const),
]

const baseTables: Columns = [
  ['event_log', eventColumns],
  ['landing', eventColumns],
  ...referenceColumns,
]

/** The schemas, and the base tables as they are declared, each unless it is there. */
async function createBase(ports: MigratePorts): Promise<void> {
  const { engine, schemas, hasSchemas = false, root } = ports
  const { dialect } = engine
  const names = new Set([schemas.lake, ...schemas.slots, schemas.scratch, schemas.views])
  for (const schema of hasSchemas ? [] : names) {
    await engine.run(createSchema(schema, dialect), 'create schema')
  }
  await engine.run(createEventLog(schemas.lake, dialect, root), 'create event_log')
  await engine.run(createLanding(schemas.lake, dialect, root), 'create landing')
  for (const [name, columns] of referenceColumns) {
    const create = createReference(name, columns, schemas.lake, dialect, root)
    await engine.run(create, `create ${name}`)
  }
}

/** Columns that an earlier version did not have yet go to the end of its tables, with nulls in their rows. */
async function addMissing({ engine, schemas }: MigratePorts): Promise<void> {
  const listed = await engine.run(listColumns(schemas.lake), 'columns of the base tables')
  const there = Map.groupBy(listed.rows, (row) => row.table_name)
  for (const [table, columns] of baseTables) {
    const known = new Set(there.get(table)?.map((row) => row.column_name))
    if (known.size === 0) throw new Error(`the engine lists no columns of ${table}`)
    for (const column of columns.filter(({ name }) => !known.has(name))) {
      const add = addColumn({ schema: schemas.lake, table }, column, engine.dialect)
      await engine.run(add, `add ${table}.${column.name}`)
    }
  }
}

/**
 * Creates what builds stand on: schemas, `event_log`, `landing`, the reference tables, the calendar of
 * the settings, and the settings themselves; adds the columns that these tables lack. Drops and
 * renames nothing and is safe to run again.
 */
export function createMigrate(ports: MigratePorts): () => Promise<void> {
  const { objects, clock, settings, catalog } = ports
  return async () => {
    await withLease(ports, referenceState, async () => {
      await writeReference(objects, settings, catalog.defaults, clock.now())
    })
    await objects.put(emptyLanding, writeParquet(eventColumns, []), { absent: true })
    await createBase(ports)
    await addMissing(ports)
    await objects.put(settingsKey, `${JSON.stringify(settings, null, 2)}\n`)
  }
}
