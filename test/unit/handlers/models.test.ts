import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseSettings } from '#core/settings.ts'
import { inOrder, loadCatalog, neededFor, type Query } from '#functions/catalog.ts'
import { dropModels, makeModels } from '#handlers/models.ts'
import { settings as shipped } from '#infra/settings.ts'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'
import { givenTable } from '#test/sql/given.ts'
import { selectOf } from '#test/sql/values.ts'
import { memoryObjects } from '../memory.ts'

let engine: LocalQueryEngine
const { models: all } = loadCatalog(new URL('../../../queries/', import.meta.url))
const models = neededFor(inOrder(all), ['events'])
const settings = parseSettings(shipped)
const stages: Query = {
  name: 'stages',
  sql: 'select event_id from events',
  inputs: ['events'],
  isView: true,
}
const run = () => ({
  engine,
  lake: 'lake',
  root: '',
  schema: 'made',
  models: inOrder([stages, ...models]),
})

/** e1 is taken back at noon of the 29th; e2 is late; e3 was announced for the 30th. */
const log = `
event_id,type,name,occurred_at,received_at,target_event_id
e1,stage,mql,2026-03-28 10:00,2026-03-28 11:00,
e2,stage,mql,2026-03-28 10:00,2026-03-29 18:00,
e3,stage,mql,2026-03-29 23:00,2026-03-28 11:00,
r1,retract,retract,2026-03-29 09:00,2026-03-29 12:00,e1
`

const calendar = `
kind,label,starts_on,ends_on,starts_at,ends_at
day_part,2026-03-28,2026-03-28,2026-03-29,2026-03-28 00:00,2026-03-29 00:00
day_part,2026-03-29,2026-03-29,2026-03-30,2026-03-29 00:00,2026-03-30 00:00
`

beforeAll(async () => {
  engine = await openQueryEngine(':memory:')
  for (const schema of ['lake', 'made']) await engine.run(`create schema ${schema}`, 'schema')
  for (const [table, rows] of Object.entries({ event_log: log, calendar })) {
    const select = selectOf(givenTable(table, rows))
    await engine.run(`create table lake.${table} as ${select}`, table)
  }
})

afterAll(() => engine.close())

async function eventsAt(cut: string): Promise<unknown[]> {
  await makeModels({ ...run(), cut, settings })
  const { rows } = await engine.run('select event_id from made.stages order by event_id', 'events')
  return rows.map((row) => row.event_id)
}

test('a view takes the place of a table that an earlier version left', async () => {
  await engine.run('create schema upgraded', 'schema')
  await engine.run('create table upgraded.stages as select 1 as old', 'table')
  await makeModels({ ...run(), schema: 'upgraded', cut: '2026-03-30T00:00:00.000Z', settings })
  const { rows } = await engine.run('select count(*) as number from upgraded.stages', 'count')
  expect(rows).toEqual([{ number: 2 }])
})

describe('the models of a cut', () => {
  test.each([
    ['before all', '2026-03-28T11:00:00.000Z', []],
    ['after the first receipt', '2026-03-28T11:00:00.001Z', ['e1']],
    ['at the moment of the retraction', '2026-03-29T12:00:00.000Z', ['e1']],
    ['after the retraction', '2026-03-29T12:00:00.001Z', []],
    ['after the late event', '2026-03-29T18:00:00.001Z', ['e2']],
    ['at the moment that was announced', '2026-03-29T23:00:00.000Z', ['e2']],
    ['after all', '2026-03-30T00:00:00.000Z', ['e2', 'e3']],
    // An earlier cut again sees what was taken back later.
    ['again before the retraction', '2026-03-29T00:00:00.000Z', ['e1']],
  ])('%s hold what was known and had happened by then', async (_, cut, expected) => {
    expect(await eventsAt(cut)).toEqual(expected)
  })

  test('are dropped as a whole', async () => {
    await eventsAt('2026-03-30T00:00:00.000Z')
    await dropModels(run())
    const { rows } = await engine.run(
      "select count(*) as number from information_schema.tables where table_schema = 'made'",
      'tables',
    )
    expect(rows).toEqual([{ number: 0 }])
  })
})

test('a failed model stops those that read it, and its error is the one told', async () => {
  const broken: Query = {
    name: 'broken',
    sql: 'select no_such_column from events',
    inputs: ['events'],
  }
  const after: Query = { name: 'after_broken', sql: 'select * from broken', inputs: ['broken'] }
  const made = makeModels({
    ...run(),
    cut: '2026-03-30T00:00:00.000Z',
    settings,
    models: inOrder([...models, after, broken]),
  })
  await expect(made).rejects.toThrow(/broken.*no_such_column/s)
  const { rows } = await engine.run(
    "select table_name from information_schema.tables where table_schema = 'made' and table_name like '%broken'",
    'tables',
  )
  expect(rows).toEqual([])
})

test('files that a stopped statement left where there is no table are gone, before they are in the way', async () => {
  const objects = memoryObjects()
  await engine.run('create schema stopped', 'schema')
  await engine.run('create table stopped.stages as select 1 as old', 'table')
  const keys = ['stopped/events/data/1.parquet', 'stopped/stages/data/1.parquet', 'stopped_too/a/1']
  for (const key of keys) await objects.put(key, '')
  const cut = '2026-03-30T00:00:00.000Z'
  await makeModels({ ...run(), objects, schema: 'stopped', cut, settings })
  // What lies there belongs to a table, whose drop removes it.
  expect([...objects.bodies.keys()]).toEqual(keys.slice(1))
})

test('a table takes the place of a view that an earlier version left', async () => {
  await engine.run('create schema downgraded', 'schema')
  await engine.run('create view downgraded.events as select 1 as old', 'view')
  await makeModels({ ...run(), schema: 'downgraded', cut: '2026-03-30T00:00:00.000Z', settings })
  const { rows } = await engine.run('select count(*) as number from downgraded.events', 'count')
  expect(rows).toEqual([{ number: 2 }])
})
