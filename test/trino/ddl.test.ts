import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, inject, test } from 'vitest'
import type { Column } from '#core/columns.ts'
import { eventColumns } from '#core/columns.ts'
import * as ddl from '#core/ddl.ts'
import { trinoEngine } from './engine.ts'

const engine = trinoEngine(inject('trinoUrl'))
const root = 'local:///ddl'
const run = (sql: string) => engine.run(sql, 'ddl')

beforeAll(async () => {
  mkdirSync(join(inject('trinoWarehouse'), 'ddl/landing'), { recursive: true })
  await run(ddl.createSchema('ddl', 'trino'))
  await run(ddl.createEventLog('ddl', 'trino', root))
  await run(ddl.createLanding('ddl', 'trino', root))
})

test('creating again changes nothing', async () => {
  await run(ddl.createSchema('ddl', 'trino'))
  await run(ddl.createEventLog('ddl', 'trino', root))
  await run(ddl.createLanding('ddl', 'trino', root))
  const { rows } = await run('select count(*) as n from ddl.event_log')
  expect(rows).toEqual([{ n: 0 }])
})

test('columns keep their order and their descriptions', async () => {
  const { rows } = await run('show columns from ddl.event_log')
  expect(rows.map((row) => [row.Column, row.Comment])).toEqual(
    eventColumns.map(({ name, doc }) => [name, doc]),
  )
})

test('landing rows reach the event log through their hour', async () => {
  await run(`insert into hive.ddl.landing (event_id, occurred_at, amount, received_at, at)
    values ('e1', timestamp '2014-02-03 04:05:06.789', decimal '12.5000', timestamp '2026-03-01 06:30:00.000', '2026-03-01-06')`)
  await run(`insert into ddl.event_log (event_id, occurred_at, amount, received_at)
    select event_id, occurred_at, amount, received_at from ddl.landing where at >= '2026-03-01-06' and at <= '2026-03-01-07'`)
  const { rows } = await run('select event_id, occurred_at, amount, received_at from ddl.event_log')
  expect(rows).toEqual([
    {
      event_id: 'e1',
      occurred_at: '2014-02-03 04:05:06.789',
      amount: '12.5000',
      received_at: '2026-03-01 06:30:00.000',
    },
  ])
})

test('a column can be added twice', async () => {
  const column: Column = { name: 'added_later', type: 'timestamp', doc: `The user's word` }
  const table = { schema: 'ddl', table: 'event_log' }
  await run(ddl.addColumn(table, column, 'trino'))
  await run(ddl.addColumn(table, column, 'trino'))
  const { rows } = await run('show columns from ddl.event_log')
  expect(rows.at(-1)).toMatchObject({ Column: 'added_later', Comment: `The user's word` })
})

test('a built table is partitioned, seen through a view, and leaves nothing when dropped', async () => {
  const table = { schema: 'ddl', table: 'journeys', root, partition: 'year(reached_on)' }
  const select = `select 'a' as id, date '2025-01-01' as reached_on union all select 'b', date '2026-01-01'`
  for (const _ of [1, 2]) {
    await run(ddl.createTableAs('trino', table, select))
    await run(ddl.createView('ddl', 'journeys_seen', ['id'], table))
    const { rows } = await run('select id from ddl.journeys_seen order by id')
    expect(rows).toEqual([{ id: 'a' }, { id: 'b' }])
    const partitions = await run('select count(*) as n from ddl."journeys$partitions"')
    expect(partitions.rows).toEqual([{ n: 2 }])
    const view = { schema: 'ddl', table: 'journeys_of_a' }
    await run(ddl.createModelView(view, `select id from ddl.journeys where id = 'a'`))
    expect((await run('select * from ddl.journeys_of_a')).rows).toEqual([{ id: 'a' }])
    await run(ddl.dropView(view))
    await run(ddl.dropTable(table, 'trino'))
  }
  await run(ddl.dropTable(table, 'trino'))
})
