import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'

let folder: string
let file: string
let engine: LocalQueryEngine

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'))
  file = join(folder, 'lake.duckdb')
  engine = await openQueryEngine(file)
})
afterEach(async () => {
  await engine.close()
  await rm(folder, { recursive: true })
})

const rowsOf = async (sql: string) => (await engine.run(sql, 'test')).rows
describe('statements', () => {
  test('of two in one run, neither is run', async () => {
    const two = 'create table a (x integer); create table b (x integer)'
    await expect(engine.run(two, 'two')).rejects.toThrow(/query two failed: one statement/)
    expect(await rowsOf('show tables')).toEqual([])
  })

  test.each([
    ['select [1, 2] as list', /column list is integer\[\]: cast/],
    [`select interval '1' day as pause`, /column pause is interval: cast/],
    ['select 1 as a, 2 as a', /two columns are named a/],
  ])('%s cannot be rows on every engine', async (sql, message) => {
    await expect(engine.run(sql, 'odd')).rejects.toThrow(message)
  })

  test('a transaction ends with its run', async () => {
    await engine.run('begin', 'open')
    await engine.run('create table a (x integer)', 'create')
    expect(await rowsOf('select count(*) as n from a')).toEqual([{ n: 0 }])
  })

  test('timestamps of every precision have milliseconds', async () => {
    const [row] = await rowsOf(`select
      timestamp_s '2026-01-01 00:00:01' as seconds,
      timestamp_ms '2026-01-01 00:00:01.25' as millis,
      timestamp '1969-12-31 23:59:59.999999' as micros,
      timestamp_ns '2026-01-01 00:00:01.123456789' as nanos,
      timestamptz '2026-01-01 00:00:01+02:00' as zoned`)
    expect(row).toEqual({
      seconds: '2026-01-01 00:00:01.000',
      millis: '2026-01-01 00:00:01.250',
      micros: '1969-12-31 23:59:59.999',
      nanos: '2026-01-01 00:00:01.123',
      zoned: '2025-12-31 22:00:01.000',
    })
  })

  test('a merge inserts what is missing and leaves the rest', async () => {
    await engine.run('create schema lake', 'schema')
    await engine.run(`create table lake.log as select 'a' as id, 1 as n`, 'create')
    const merge = `
      merge into lake.log t
      using (
        with ranked as (
          select id, n, row_number() over (partition by id order by n) as place
          from (values ('a', 2), ('b', 3), ('b', 4)) as v(id, n)
        )
        select id, n from ranked where place = 1
      ) s
      on t.id = s.id and t.n < 10
      when not matched then insert (id, n) values (s.id, s.n)`
    await engine.run(merge, 'merge')
    await engine.run(merge, 'merge')
    expect(await rowsOf('select id, n from lake.log order by id')).toEqual([
      { id: 'a', n: 1 },
      { id: 'b', n: 3 },
    ])
  })
})

describe('at the same time', () => {
  test('a reader sees the last state while a writer writes, and a read-only one too', async () => {
    await engine.run('create table big as select 0 as x', 'create')
    const state = { writing: true }
    const write = engine
      .run('insert into big select x from unnest(sequence(1, 3000000)) as t(x)', 'write')
      .finally(() => {
        state.writing = false
      })
    const counts = new Set<unknown>()
    let during = 0
    while (state.writing) {
      const [row] = await rowsOf('select count(*) as n from big')
      const { rows } = await engine.readOnly('select count(*) as n from big')
      counts.add(row?.n).add(rows[0]?.n)
      during += 1
    }
    await write
    expect(during).toBeGreaterThan(1)
    expect([...counts].filter((count) => count !== 1 && count !== 3_000_001)).toEqual([])
    expect(await rowsOf('select count(*) as n from big')).toEqual([{ n: 3_000_001 }])
  })

  test('closing waits for what runs and refuses what comes after', async () => {
    const running = engine.run('select count(*) as n from range(30000000)', 'running')
    const closing = engine.close()
    await expect(engine.run('select 1 as x', 'late')).rejects.toThrow(/closed/)
    expect((await running).rows).toEqual([{ n: 30_000_000 }])
    await closing
    engine = await openQueryEngine(file)
  })
})

describe('written anew', () => {
  test('the file holds what it held, and nothing of what was deleted', async () => {
    await engine.run(`create table a as select 'erased-' || i as id from range(9) as r(i)`, 'a')
    await engine.run("create view b as select id from a where regexp_like(id, '8')", 'b')
    await engine.run(`delete from a where id = 'erased-5'`, 'delete')
    const [, rows] = await Promise.all([engine.rewrite(), rowsOf('select count(*) as n from a')])
    expect(rows).toEqual([{ n: 8 }])
    expect(await rowsOf('select * from b')).toEqual([{ id: 'erased-8' }])
    await engine.run('checkpoint', 'checkpoint')
    const bytes = await readFile(file, 'latin1')
    expect([bytes.includes('erased-8'), bytes.includes('erased-5')]).toEqual([true, false])
    expect(await readdir(folder)).toEqual(['lake.duckdb'])
  })

  test('a file that cannot be written anew stays as it was, and open', async () => {
    await engine.run('create table a as select 1 as n', 'a')
    await mkdir(join(`${file}.draft`, 'in the way'), { recursive: true })
    await expect(engine.rewrite()).rejects.toThrow()
    expect(await rowsOf('select n from a')).toEqual([{ n: 1 }])
  })
})
