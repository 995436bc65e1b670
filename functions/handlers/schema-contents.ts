import { dropTable, dropView, type Table } from '#core/ddl.ts'
import { listTables } from '#core/listing-sql.ts'
import type { QueryEngine } from '#core/ports.ts'

/** A table or view that a schema holds. */
export interface Held extends Table {
  readonly isView: boolean
}

/** Every table and view of a schema, whoever made it. */
export async function contentsOf(engine: QueryEngine, schema: string): Promise<Held[]> {
  const { rows } = await engine.run(listTables(schema), `tables of ${schema}`)
  return rows.map((row) => ({
    schema,
    table: String(row.table_name),
    isView: row.table_type === 'VIEW',
  }))
}

/** Views before the tables that they read. */
export const viewsFirst = (held: readonly Held[]): Held[] =>
  held.toSorted((a, b) => Number(b.isView) - Number(a.isView))

/** Drops a view, or a table with its files; nothing when it is gone. */
export async function dropHeld(engine: QueryEngine, held: Held): Promise<void> {
  const drop = held.isView ? dropView(held) : dropTable(held, engine.dialect)
  await engine.run(drop, `drop ${held.table}`)
}

/** Drops everything that a schema holds. */
export async function clearSchema(engine: QueryEngine, schema: string): Promise<void> {
  for (const held of viewsFirst(await contentsOf(engine, schema))) await dropHeld(engine, held)
}
