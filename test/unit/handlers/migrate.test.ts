import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventColumns } from '#core/columns.ts'
import type { QueryEngine, Row } from '#core/ports.ts'
import { parseSettings } from '#core/settings.ts'
import { writeCalendar } from '#handlers/calendar.ts'
import { createMigrate } from '#handlers/migrate.ts'
import { settingsKey } from '#handlers/settings.ts'
import { settings as shipped } from '#infra/settings.ts'
import { openDuckdbLake } from '../../trino/lake.ts'
import { clockAt, type MemoryObjects, memoryObjects } from '../memory.ts'

const slots = ['lake_a', 'lake_b'] as const
const schemas = { lake: 'lake', slots, scratch: 'lake_scratch', views: 'lake' }
const ports = {
  clock: clockAt('2026-03-01T06:00:00.000Z'),
  schemas,
  settings: parseSettings(shipped),
  catalog: { defaults: {} },
  root: 's3://bucket',
}

const created = /^create (?:external )?table if not exists `lake`\.`(\w+)` \(\n([\s\S]*?)\n\)\n/

let objects: MemoryObjects
let statements: string[]
/** Columns by table, as the catalog would list them. */
let tables: Map<string, string[]>
let refuses: RegExp | undefined

/** Keeps what Athena's catalog would: tables that are not there are made as declared. */
const engine: QueryEngine = {
  dialect: 'athena',
  async run(sql) {
    statements.push(sql)
    if (refuses?.test(sql)) throw new Error('denied')
    const [, table = '', list = ''] = created.exec(sql) ?? []
    const names = [...list.matchAll(/^ {4}`(\w+)`/gm)].map((match) => match[1] ?? '')
    if (table !== '' && !tables.has(table)) tables.set(table, names)
    return {
      columns: [],
      rows: sql.includes('information_schema') ? listed() : [],
      bytesScanned: 0,
    }
  },
}

const listed = (): Row[] =>
  [...tables].flatMap(([table_name, names]) =>
    names.map((column_name) => ({ table_name, column_name })),
  )

const alterations = () => statements.filter((sql) => sql.startsWith('alter'))
const migrate = (more: object = {}) => createMigrate({ ...ports, objects, engine, ...more })()

/** Half a second of work, and the same for all tests. */
const calendarKeys = ['state/calendar.json', 'reference/calendar/calendar.parquet']
let calendar: MemoryObjects

beforeAll(async () => {
  calendar = memoryObjects()
  await writeCalendar(calendar, ports.settings, [], ports.clock.now())
})

beforeEach(async () => {
  objects = memoryObjects()
  for (const key of calendarKeys) await objects.put(key, calendar.bodies.get(key) ?? '')
  statements = []
  tables = new Map()
  refuses = undefined
})

describe('the first time', () => {
  test('makes the base tables, then writes the settings', async () => {
    await migrate()
    expect([...tables.keys()].sort()).toEqual([
      'calendar',
      'committee_roles',
      'event_log',
      'fx_rates',
      'holidays',
      'icp_rules',
      'landing',
      'quotas',
      'targets',
      'touch_names',
    ])
    expect(tables.get('event_log')).toEqual(eventColumns.map(({ name }) => name))
    expect(alterations()).toEqual([])
    expect(JSON.parse(String(Buffer.from(objects.bodies.get(settingsKey) ?? '')))).toEqual(
      ports.settings,
    )
  })

  test('makes each schema once, and none where they are deployed', async () => {
    await migrate()
    const made = statements.filter((sql) => sql.startsWith('create schema'))
    expect(made).toHaveLength(4)
    statements = []
    await migrate({ hasSchemas: true })
    expect(statements.filter((sql) => sql.startsWith('create schema'))).toEqual([])
  })
})

describe('another time', () => {
  test('adds the columns that a table lacks, and nothing else', async () => {
    await migrate()
    tables.set('event_log', ['event_id', 'of_a_later_version'])
    tables.set(
      'quotas',
      (tables.get('quotas') ?? []).filter((name) => name !== 'scope'),
    )
    statements = []
    await migrate()
    const added = alterations().map((sql) => /`(\w+)` add columns \(`(\w+)`/.exec(sql)?.slice(1))
    expect(added).toEqual([
      ...eventColumns
        .filter(({ name }) => name !== 'event_id')
        .map(({ name }) => ['event_log', name]),
      ['quotas', 'scope'],
    ])
  })

  test('drops and renames nothing, and replaces nothing', async () => {
    await migrate()
    await migrate()
    const verbs = statements.map((sql) => sql.split(' ').slice(0, 2).join(' '))
    expect([...new Set(verbs)].sort()).toEqual([
      'create external',
      'create schema',
      'create table',
      'select table_name,',
    ])
    for (const sql of statements.filter((each) => each.startsWith('create')))
      expect(sql).toContain('if not exists')
  })

  test('writes the settings last, so that a failure keeps those of before', async () => {
    await migrate()
    refuses = /^select/
    const other = { ...ports.settings, currency: 'USD' }
    await expect(migrate({ settings: other })).rejects.toThrow('denied')
    expect(String(Buffer.from(objects.bodies.get(settingsKey) ?? ''))).toContain('"EUR"')
  })

  test('leaves reference data alone while they are being loaded', async () => {
    const lease = { holder: 'reference', until: '2026-03-01T06:10:00.000Z' }
    await objects.put('state/reference.json', JSON.stringify({ lease }))
    await expect(migrate()).rejects.toThrow('held by reference until 2026-03-01T06:10:00.000Z')
    expect([...objects.bodies.keys()]).toEqual([...calendarKeys, 'state/reference.json'])
  })
})

test('a table that the engine does not list is an error, not one to be filled', async () => {
  const blind: QueryEngine = {
    ...engine,
    run: async (sql, name) => ({ ...(await engine.run(sql, name)), rows: [] }),
  }
  await expect(migrate({ engine: blind })).rejects.toThrow('lists no columns of event_log')
})

describe('on a real engine', () => {
  let lake: Awaited<ReturnType<typeof openDuckdbLake>>
  beforeAll(async () => {
    lake = await openDuckdbLake()
  })
  afterAll(() => lake.close())
  const rows = async (sql: string) => (await lake.engine.run(sql, 'rows')).rows

  test('a column comes to the end of the table, whose rows stay', async () => {
    await rows('alter table lake.event_log drop column competitor')
    await rows("insert into lake.event_log (event_id) values ('kept')")
    await createMigrate(lake)()
    await createMigrate(lake)()
    const [kept, ...others] = await rows('select * from lake.event_log')
    expect(others).toEqual([])
    expect(kept).toMatchObject({ event_id: 'kept', competitor: null })
    expect(Object.keys(kept ?? {}).at(-1)).toBe('competitor')
  })
})
