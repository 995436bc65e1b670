import { expect, inject, test } from 'vitest'
import { QueryError } from '#core/errors.ts'
import { describeQueryEngine } from '../contract/query-engine.ts'
import { trinoEngine } from './engine.ts'

const engine = trinoEngine(inject('trinoUrl'))

describeQueryEngine('Trino', async () => {
  await engine.run('create schema if not exists contract', 'schema')
  return {
    port: engine,
    schema: 'contract',
    createTableAs: (table, query) => `create table ${table} as ${query}`,
    close: async () => undefined,
  }
})

test('an error names the query and the place', async () => {
  const failing = engine.run('select nothing from nowhere.at_all', 'journeys')
  await expect(failing).rejects.toThrow(QueryError)
  await expect(failing).rejects.toThrow(/query journeys failed.*line 1:21/)
})

test('a result of many pages comes whole and in order', async () => {
  const sql = `select thousands.x * 1000 + ones.x as n
    from unnest(sequence(0, 99)) as thousands(x) cross join unnest(sequence(0, 999)) as ones(x)
    order by n`
  const { rows } = await engine.run(sql, 'pages')
  expect(rows.map((row) => row.n)).toEqual(Array.from({ length: 100_000 }, (_, index) => index))
})

test('a type without a common form is refused', async () => {
  await expect(engine.run('select array[1, 2] as x', 'list')).rejects.toThrow('plain type')
})
