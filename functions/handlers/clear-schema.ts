import { dropTable, dropView } from '#core/ddl.ts'
import { listTables } from '#core/listing-sql.ts'
import type { QueryEngine } from '#core/ports.ts'

/** Drops every view and table of a schema, with their files. */
export async function clearSchema(engine: QueryEngine, schema: string): Promise<void> {
  const { rows } = await engine.run(listTables(schema), `tables of ${schema}`)
  const listed = rows.map(({ table_name, table_type }) => ({
    table: { schema, table: String(table_name) },
    isView: table_type === 'VIEW',
  }))
  const viewsFirst = listed.toSorted((a, b) => Number(b.isView) - Number(a.isView))
  for (const { table, isView } of viewsFirst) {
    const drop = isView ? dropView(table) : dropTable(table, engine.dialect)
    await engine.run(drop, `drop ${table.table}`)
  }
}
