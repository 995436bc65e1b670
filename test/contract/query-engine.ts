import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { QueryError } from '#core/errors.ts'
import type { QueryEngine } from '#core/ports.ts'
import type { Opened } from './opened.ts'

export interface OpenedEngine extends Opened<QueryEngine> {
  /** A schema in which the suite may create tables. */
  readonly schema: string
  /** The engine's statement that creates a table, open to MERGE, from a query. */
  createTableAs(table: string, query: string): string
}

const cells: readonly [title: string, expression: string, cell: unknown][] = [
  ['an integer', 'cast(42 as integer)', 42],
  ['a negative bigint', 'cast(-42 as bigint)', -42],
  ['the largest exact bigint', 'cast(9007199254740991 as bigint)', 9007199254740991],
  ['a bigint beyond that', 'cast(9007199254740993 as bigint)', '9007199254740993'],
  ['a count', 'count(*)', 1],
  ['a sum of integers', 'sum(cast(2 as integer))', 2],
  ['a double', 'cast(1 as double) / cast(3 as double)', 1 / 3],
  ['a whole double', 'cast(2 as double)', 2],
  ['a decimal with its scale', "cast('1.5' as decimal(18,4))", '1.5000'],
  ['a small negative decimal', "cast('-0.0001' as decimal(18,4))", '-0.0001'],
  ['a long decimal', "cast('12345678901234.5678' as decimal(38,8))", '12345678901234.56780000'],
  ['a decimal without scale', "cast('7' as decimal(10,0))", '7'],
  ['a sum of decimals', "sum(cast('0.1' as decimal(18,4)))", '0.1000'],
  ['a date', "date '2026-02-28'", '2026-02-28'],
  ['a timestamp', "timestamp '2026-02-28 23:59:59.999'", '2026-02-28 23:59:59.999'],
  ['a whole second', "cast('2026-02-28 23:59:59' as timestamp(3))", '2026-02-28 23:59:59.000'],
  ['a time before 1970', "timestamp '1969-12-31 23:59:59.500'", '1969-12-31 23:59:59.500'],
  ['true', 'true', true],
  ['false', '1 = 2', false],
  ['text', "'plain'", 'plain'],
  ['text that looks like a number', "'007'", '007'],
  ['text with quotes and separators', `'a "b", c; it''s'`, `a "b", c; it's`],
  ['text of several lines', "'a\nb'", 'a\nb'],
  ['text of any letters', "'é 日本 😀'", 'é 日本 😀'],
  ['empty text', "''", ''],
  ['null of text', 'cast(null as varchar)', null],
  ['null of decimal', 'cast(null as decimal(18,4))', null],
  ['null of timestamp', 'cast(null as timestamp(3))', null],
  ['null of boolean', 'cast(null as boolean)', null],
]

function describeCells(engine: () => QueryEngine): void {
  describe('cells', () => {
    test.each(cells)('%s', async (_, expression, cell) => {
      const { rows } = await engine().run(`select ${expression} as x`, 'cell')
      expect(rows).toEqual([{ x: cell }])
    })
  })
}

function describeResults(engine: () => QueryEngine): void {
  describe('results', () => {
    test('columns keep their order, and are there without rows', async () => {
      const sql = 'select 1 as b, cast(2 as double) as a where 1 = 2'
      const { columns, rows } = await engine().run(sql, 'empty')
      expect(columns.map(({ name }) => name)).toEqual(['b', 'a'])
      expect(rows).toEqual([])
    })

    test('rows keep their order over many pages', async () => {
      const sql = `select x from unnest(sequence(1, 2500)) as numbers(x) order by x desc`
      const { rows } = await engine().run(sql, 'pages')
      expect(rows.map(({ x }) => x)).toEqual(
        Array.from({ length: 2500 }, (_, index) => 2500 - index),
      )
    })

    test('queries at the same time have each their own answer', async () => {
      const numbers = Array.from({ length: 12 }, (_, index) => index)
      const results = await Promise.all(
        numbers.map((number) => engine().run(`select ${number} as x`, `query ${number}`)),
      )
      expect(results.map(({ rows }) => rows)).toEqual(numbers.map((number) => [{ x: number }]))
    })
  })
}

function describeErrors(engine: () => QueryEngine): void {
  describe('errors', () => {
    test.each([
      ['wrong syntax', 'selec 1'],
      ['an unknown table', 'select * from no_such_table_here'],
      ['an unknown column', 'select nothing from (values (1)) as t(x)'],
      ['a value that cannot be cast', "select cast(x as integer) from (values ('a')) as t(x)"],
    ])('%s: a QueryError with the name of the query', async (_, sql) => {
      const error = await engine()
        .run(sql, 'marts/journeys')
        .catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(QueryError)
      expect(error).toMatchObject({ query: 'marts/journeys', code: 'query_failed' })
      expect(String(error)).toContain('marts/journeys')
    })

    test('a second statement is refused', async () => {
      const run = engine().run('select 1 as x; select 2 as x', 'two')
      await expect(run).rejects.toBeInstanceOf(QueryError)
    })

    test('the engine works after an error', async () => {
      await engine()
        .run('selec', 'broken')
        .catch(() => undefined)
      expect((await engine().run('select 1 as x', 'next')).rows).toEqual([{ x: 1 }])
    })
  })
}

function describeTables(opened: () => OpenedEngine): void {
  describe('tables', () => {
    test('create from a query, merge what is missing, count, drop', async () => {
      const { port, schema, createTableAs } = opened()
      const table = `${schema}.contract_${randomUUID().replaceAll('-', '')}`
      const select = "select cast(1 as bigint) as id, cast('one' as varchar) as word"
      await port.run(createTableAs(table, select), 'create')
      const merge = `
        merge into ${table} t
        using (select id, word from (values (1, 'uno'), (2, 'two')) as s(id, word)) s
        on (t.id = s.id)
        when not matched then insert (id, word) values (s.id, s.word)`
      await port.run(merge, 'merge')
      await port.run(merge, 'merge again')
      const { rows } = await port.run(`select id, word from ${table} order by id`, 'read')
      expect(rows).toEqual([
        { id: 1, word: 'one' },
        { id: 2, word: 'two' },
      ])
      await port.run(`drop table ${table}`, 'drop')
      await expect(port.run(`select * from ${table}`, 'gone')).rejects.toBeInstanceOf(QueryError)
    })

    test('a statement without rows answers an empty result', async () => {
      const { port, schema, createTableAs } = opened()
      const table = `${schema}.contract_${randomUUID().replaceAll('-', '')}`
      const { columns, rows } = await port.run(createTableAs(table, 'select 1 as x'), 'create')
      expect({ columns, rows }).toEqual({ columns: [], rows: [] })
      await port.run(`drop table ${table}`, 'drop')
    })
  })
}

/** What every query engine promises. */
export function describeQueryEngine(name: string, open: () => Promise<OpenedEngine>): void {
  describe(`query engine: ${name}`, () => {
    let opened: OpenedEngine
    const engine = () => opened.port

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    describeCells(engine)
    describeResults(engine)
    describeErrors(engine)
    describeTables(() => opened)
  })
}
