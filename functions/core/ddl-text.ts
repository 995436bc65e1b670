import { type Column, sqlType } from './columns.ts'
import type { Dialect } from './ports.ts'

/** An identifier as standard SQL quotes it. */
export const name = (value: string) => `"${value.replaceAll('"', '""')}"`

/** An identifier as Athena's Hive statements quote it. */
export const backticks = (value: string) => `\`${value.replaceAll('`', '``')}\``

/** A string literal. */
export const text = (value: string) => `'${value.replaceAll("'", "''")}'`

/** `schema.table`, quoted. */
export function qualified(table: { schema: string; table: string }, quote = name): string {
  return `${quote(table.schema)}.${quote(table.table)}`
}

/** Hive reads a quote after a backslash, standard SQL a doubled one. */
function comment(doc: string, dialect: Dialect): string {
  if (dialect === 'duckdb') return ''
  const quoted = dialect === 'athena' ? `'${doc.replaceAll("'", "\\'")}'` : text(doc)
  return ` comment ${quoted}`
}

/**
 * Column definitions, one a line, with their descriptions where the engine keeps them.
 * Trino's Iceberg tables hold microseconds, its Hive tables milliseconds.
 */
export function columnList(
  columns: readonly Column[],
  dialect: Dialect,
  store: 'iceberg' | 'hive' = 'iceberg',
): string {
  const quote = dialect === 'athena' ? backticks : name
  return columns
    .map((column) => {
      const inHive = dialect === 'trino' && store === 'hive' && column.type === 'timestamp'
      const type = inHive ? 'timestamp(3)' : sqlType(column.type, dialect)
      return `    ${quote(column.name)} ${type}${comment(column.doc, dialect)}`
    })
    .join(',\n')
}
