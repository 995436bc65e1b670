import {
  type AthenaClient,
  type Row as AthenaRow,
  type ColumnInfo,
  type Datum,
  GetQueryResultsCommand,
} from '@aws-sdk/client-athena'
import type { Cell, QueryColumn, QueryResult, Row } from '#core/ports.ts'

type Send = <T>(call: () => Promise<T>) => Promise<T>

const selecting = new Set(['select', 'table', 'values', 'with'])
const informing = new Set(['describe', 'explain', 'show'])

/** First word of a statement, past the comments in front of it. */
export function firstWord(sql: string): string {
  const bare = sql.replace(/^(\s+|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/|\()+/, '')
  return /^[a-z]*/i.exec(bare)?.[0].toLowerCase() ?? ''
}

/** Whether a statement has rows to fetch: Athena keeps no result for MERGE, DELETE and DDL. */
export const returnsRows = (sql: string): boolean =>
  selecting.has(firstWord(sql)) || informing.has(firstWord(sql))

/**
 * Every row of a finished query; the first one holds the column names after a SELECT, and only
 * then.
 */
export async function fetchResults(
  client: Pick<AthenaClient, 'send'>,
  send: Send,
  id: string,
  sql: string,
): Promise<Omit<QueryResult, 'bytesScanned'>> {
  const rows: Row[] = []
  let columns: readonly QueryColumn[] = []
  let headerRows = selecting.has(firstWord(sql)) ? 1 : 0
  let token: string | undefined
  do {
    const page = await send(() =>
      client.send(
        new GetQueryResultsCommand({ QueryExecutionId: id, ...(token && { NextToken: token }) }),
      ),
    )
    columns = (page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(toColumn)
    for (const row of (page.ResultSet?.Rows ?? []).slice(headerRows)) rows.push(toRow(row, columns))
    headerRows = 0
    token = page.NextToken
  } while (token !== undefined)
  return { columns, rows }
}

const toColumn = ({ Name, Type }: ColumnInfo): QueryColumn => ({
  name: Name ?? '',
  type: Type ?? 'varchar',
})

function toRow({ Data }: AthenaRow, columns: readonly QueryColumn[]): Row {
  return Object.fromEntries(
    columns.map((column, index) => [column.name, toCell(Data?.[index], column)]),
  )
}

const exponentFree = /^-?\d+$/
const zonedTime = /^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})(?:\.(\d+))? UTC$/

/** A null has no value at all, an empty text an empty one. */
function toCell(datum: Datum | undefined, { name, type }: QueryColumn): Cell {
  const text = datum?.VarCharValue
  if (text === undefined) return null
  switch (type) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'int':
    case 'bigint':
      return toInteger(text, name)
    case 'real':
    case 'float':
    case 'double':
      return toDouble(text, name)
    case 'boolean':
      return text === 'true'
    case 'timestamp':
      return toMilliseconds(text)
    case 'timestamp with time zone':
      return toUtc(text, name)
    default:
      return text
  }
}

/** As text where a number would lose digits. */
function toInteger(text: string, name: string): number | string {
  if (!exponentFree.test(text)) throw new Error(`column ${name}: ${text} is not an integer`)
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}

function toDouble(text: string, name: string): number {
  const value = Number(text)
  if (Number.isNaN(value) && text !== 'NaN')
    throw new Error(`column ${name}: ${text} is not a number`)
  return value
}

/** Iceberg gives six digits of a second, Hive tables three: events have three. */
function toMilliseconds(text: string): string {
  const [moment = '', fraction = ''] = text.split('.')
  return `${moment}.${fraction.slice(0, 3).padEnd(3, '0')}`
}

function toUtc(text: string, name: string): string {
  const match = zonedTime.exec(text)
  if (!match?.[1]) throw new Error(`column ${name}: ${text} is not a time in UTC`)
  return toMilliseconds(`${match[1]}.${match[2] ?? ''}`)
}
