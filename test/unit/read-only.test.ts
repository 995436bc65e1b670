import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { QueryError, UsageError } from '#core/errors.ts'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'

let folder: string
let root: string
let engine: LocalQueryEngine

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-only-'))
  root = join(folder, 'objects')
  await mkdir(root)
  await writeFile(join(folder, 'secret.csv'), 'word\nhidden\n')
  await writeFile(join(root, 'object.csv'), 'word\nvisible\n')
  engine = await openQueryEngine(join(folder, 'lake.duckdb'), { root, readOnlyMs: 300 })
  await engine.run('create table numbers as select 1 as n', 'setup')
  await engine.run('create sequence tickets', 'setup')
})
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true })
})

const read = async (sql: string, limit?: number) => (await engine.readOnly(sql, limit)).rows

/** Places in a statement where the test's folders stand. */
const filled = (sql: string) => sql.replaceAll('FOLDER', folder).replaceAll('ROOT', root)

describe('what reads is answered', () => {
  test.each([
    ['select n from numbers', [{ n: 1 }]],
    ['  SELECT n FROM numbers ;', [{ n: 1 }]],
    ['-- why\nselect n from numbers', [{ n: 1 }]],
    ['with doubled as (select 2 * n as m from numbers) select m from doubled', [{ m: 2 }]],
    ['values (1)', [{ col0: 1 }]],
    ['show tables', [{ name: 'numbers' }]],
    ['select x from unnest(sequence(1, 2)) as t(x)', [{ x: 1 }, { x: 2 }]],
    [`select table_name from information_schema.tables`, [{ table_name: 'numbers' }]],
  ])('%s', async (sql, rows) => {
    expect(await read(sql)).toEqual(rows)
  })

  test('describe and explain', async () => {
    expect(await read('describe numbers')).toMatchObject([{ column_name: 'n' }])
    expect(String((await read('explain select n from numbers'))[0]?.explain_value)).toContain(
      'numbers',
    )
    expect(await read('explain analyze select n from numbers')).toHaveLength(1)
  })

  test('lists and structs come as JSON text', async () => {
    expect(await read(`select [1, 2] as list, {'a': 'x'} as pair`)).toEqual([
      { list: '[1,2]', pair: '{"a":"x"}' },
    ])
  })

  test('at most as many rows as asked for, and it says so', async () => {
    const sql = 'select x from unnest(sequence(1, 5000)) as t(x) order by x'
    expect(await engine.readOnly(sql, 2)).toMatchObject({
      rows: [{ x: 1 }, { x: 2 }],
      truncated: true,
    })
    expect(await engine.readOnly(sql, 5000)).toMatchObject({ truncated: false })
    expect((await engine.readOnly(sql, 5000)).rows).toHaveLength(5000)
  })
})

const refused = [
  ['nothing', ''],
  ['a comment', '-- nothing'],
  ['two statements', 'select 1; select 2'],
  ['a write behind a read', 'select 1; drop table numbers'],
  ['insert', 'insert into numbers values (2)'],
  ['a write behind with', 'with x as (select 2) insert into numbers select * from x'],
  ['update', 'update numbers set n = 2'],
  ['delete', 'delete from numbers'],
  ['create', 'create table other (a integer)'],
  ['a temporary table', 'create temp table other (a integer)'],
  ['drop', 'drop table numbers'],
  ['explain analyze of a write', 'explain analyze insert into numbers values (2)'],
  ['the same behind a comment', '/* */ explain analyze insert into numbers values (2)'],
  ['explain analyze of copy', `explain analyze copy numbers to 'ROOT/copied.csv'`],
  ['copy out', `copy numbers to 'ROOT/copied.csv'`],
  ['copy in', `copy numbers from 'ROOT/object.csv'`],
  ['attach', `attach 'FOLDER/other.duckdb'`],
  ['attach in memory', `attach ':memory:' as other`],
  ['export', `export database 'ROOT/copied'`],
  ['install', 'install httpfs'],
  ['load', `load 'FOLDER/x.duckdb_extension'`],
  ['set', 'set threads = 1'],
  ['set variable', 'set variable x = 1'],
  ['reset', 'reset all'],
  ['pragma', 'pragma enable_profiling'],
  ['use', 'use memory'],
  ['call', 'call enable_logging()'],
  ['prepare', 'prepare p as select 1'],
  ['transaction', 'commit'],
  ['secret', 'create secret s (type s3)'],
  ['checkpoint', 'force checkpoint'],
  ['a file', `select * from read_csv('FOLDER/secret.csv')`],
  ['an object as a file', `select * from read_csv('ROOT/object.csv')`],
  ['bytes of a file', `select * from read_blob('FOLDER/lake.duckdb')`],
  ['a file in a subquery', `select (select count(*) from read_text('FOLDER/secret.csv')) as x`],
  ['a file in a with', `with x as (select * from read_text('FOLDER/*')) select 1 from x`],
  ['a file in a describe', `describe select * from read_csv('FOLDER/secret.csv')`],
  ['file names', `select * from glob('FOLDER/*')`],
  ['a file sniffed', `select * from sniff_csv('FOLDER/secret.csv')`],
  ['statements as text', `select * from query('select 1')`],
  ['statements as JSON', `select * from json_execute_serialized_sql('{}')`],
  ['logging', `select * from enable_logging(storage = 'file', storage_path = 'ROOT/logs')`],
  ['logging by its full name', 'select * from system.main.enable_logging()'],
  ['a raw pointer', 'select * from arrow_scan(1::ubigint::pointer, 1, 1)'],
  ['a log entry', `select write_log('x') from numbers`],
  ['waiting', 'select n from numbers where sleep_ms(10) is null'],
] as const

describe('everything else is refused before it runs', () => {
  test.each(refused)('%s', async (_, sql) => {
    await expect(engine.readOnly(filled(sql))).rejects.toBeInstanceOf(UsageError)
  })

  test('nothing was changed by any of it', async () => {
    expect(await read('select n from numbers')).toEqual([{ n: 1 }])
    expect((await readdir(root)).toSorted()).toEqual(['object.csv'])
    expect(await read('show tables')).toEqual([{ name: 'numbers' }])
  })
})

describe('what only fails when it runs', () => {
  test.each([
    ['a file named as a table', `select * from 'FOLDER/secret.csv'`],
    ['the database file as a table', `select * from 'FOLDER/lake.duckdb'`],
    ['a write by a function', `select nextval('tickets') as n`],
    ['an unknown column', 'select nothing from numbers'],
    ['two columns of one name', 'select 1 as a, 2 as a'],
  ])('%s', async (_, sql) => {
    await expect(engine.readOnly(filled(sql))).rejects.toBeInstanceOf(QueryError)
  })

  test('a statement that takes too long is stopped, and the next one runs', async () => {
    const endless = 'select count(*) as n from range(1000000000) a, range(1000000000) b'
    await expect(engine.readOnly(endless)).rejects.toThrow(/stopped after 0.3 s/)
    expect(await read('select n from numbers')).toEqual([{ n: 1 }])
  })

  test('wrong syntax says where', async () => {
    await expect(engine.readOnly('select from where')).rejects.toThrow(/syntax error/)
  })
})
