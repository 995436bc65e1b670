import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventColumns } from '#core/columns.ts'
import {
  addColumn,
  createEventLog,
  createLanding,
  createReference,
  createSchema,
  createTableAs,
  createView,
  dropTable,
} from '#core/ddl.ts'

const root = mkdtempSync(join(tmpdir(), 'ddl-'))
let duckdb: DuckDBConnection

const rows = async (sql: string) => (await duckdb.runAndReadAll(sql)).getRowsJson()

function writeText(path: string, column: string, values: string[]) {
  const file = join(root, path)
  mkdirSync(join(file, '..'), { recursive: true })
  const columnData = [{ name: column, data: values, type: 'STRING' as const }]
  writeFileSync(file, new Uint8Array(parquetWriteBuffer({ columnData })))
}

beforeAll(async () => {
  duckdb = await (await DuckDBInstance.create(':memory:')).connect()
  await duckdb.run(createSchema('lake', 'duckdb'))
})

afterAll(() => {
  duckdb.closeSync()
  rmSync(root, { recursive: true, force: true })
})

test('the event log can be created twice and grows at the end', async () => {
  await duckdb.run(createEventLog('lake', 'duckdb', root))
  await duckdb.run(createEventLog('lake', 'duckdb', root))
  const table = { schema: 'lake', table: 'event_log' }
  await duckdb.run(addColumn(table, { name: 'later', type: 'json', doc: '' }, 'duckdb'))
  await duckdb.run(addColumn(table, { name: 'later', type: 'json', doc: '' }, 'duckdb'))
  const described = await rows('select column_name from (describe lake.event_log)')
  expect(described.flat()).toEqual([...eventColumns.map((column) => column.name), 'later'])
})

test('landing keeps all columns and types when the objects lack some, and takes new objects', async () => {
  writeText('landing/at=2026-03-01-06/a.parquet', 'event_id', ['e1', 'e2'])
  await duckdb.run(createLanding('lake', 'duckdb', root))
  writeText('landing/at=2026-03-01-07/b.parquet', 'event_id', ['e3'])
  expect(
    await rows(
      `select event_id, amount, "at" from lake.landing where "at" >= '2026-03-01-06' order by 1`,
    ),
  ).toEqual([
    ['e1', null, '2026-03-01-06'],
    ['e2', null, '2026-03-01-06'],
    ['e3', null, '2026-03-01-07'],
  ])
  const types = await rows(
    `select column_name, column_type from (describe lake.landing) where column_name in ('amount', 'occurred_at', 'at')`,
  )
  expect(Object.fromEntries(types)).toEqual({
    amount: 'DECIMAL(18,4)',
    occurred_at: 'TIMESTAMP',
    at: 'VARCHAR',
  })
})

test('a reference table reads its file', async () => {
  writeText('reference/calendar/calendar.parquet', 'label', ['2026-03'])
  const columns = [{ name: 'label', type: 'string', doc: '' } as const]
  await duckdb.run(createReference('calendar', columns, 'lake', 'duckdb', root))
  expect(await rows('select * from lake.calendar')).toEqual([['2026-03']])
})

test('a view moves from one build to the next', async () => {
  for (const schema of ['build_a', 'build_b']) {
    const table = { schema, table: 'marts' }
    await duckdb.run(createSchema(schema, 'duckdb'))
    await duckdb.run(createTableAs('duckdb', { ...table, root }, `select '${schema}' as name`))
    await duckdb.run(createView('main', 'marts', ['name'], table))
    expect(await rows('select * from marts')).toEqual([[schema]])
  }
  await duckdb.run(dropTable({ schema: 'build_a', table: 'marts' }, 'duckdb'))
  await duckdb.run(dropTable({ schema: 'build_a', table: 'marts' }, 'duckdb'))
})
