import { text } from './ddl-text.ts'

/** The tables and views of a schema: `table_name`, and `table_type` `BASE TABLE` or `VIEW`; the same text on every engine. */
export const listTables = (schema: string) =>
  `select table_name, table_type\nfrom information_schema.tables\nwhere table_schema = ${text(schema)}`

/** Every column of a schema's tables and views in their order: `table_name`, `column_name`; the same text on every engine. */
export const listColumns = (schema: string) =>
  `select table_name, column_name\nfrom information_schema.columns\n` +
  `where table_schema = ${text(schema)}\norder by table_name, ordinal_position`
