import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { cutShadows } from '#core/compose.ts'
import type { ObjectStore } from '#core/ports.ts'
import { parseSettings } from '#core/settings.ts'
import { loadCatalog } from '#functions/catalog.ts'
import { createMigrate } from '#handlers/migrate.ts'
import { createReference } from '#handlers/reference.ts'
import { settings as shipped } from '#infra/settings.ts'
import { createObjectStore } from '#local/object-store.ts'
import { openQueryEngine } from '#local/query-engine.ts'

const catalog = loadCatalog(new URL('../../../queries/', import.meta.url))
const settings = parseSettings({ ...shipped, zone: 'UTC', holidays: ['2026-05-01'] })
const schemas = { lake: 'lake', slots: ['a', 'b'], scratch: 'scratch', views: 'main' } as const
const early = '2026-01-01T00:00:00.000Z'
const late = '2027-01-01T00:00:00.000Z'

async function openPlace(wrap = (objects: ObjectStore) => objects) {
  const root = await mkdtemp(join(tmpdir(), 'reference-'))
  const engine = await openQueryEngine(':memory:', { root })
  const objects = wrap(createObjectStore(root))
  let now = '2026-03-01T06:00:00.000Z'
  const clock = { now: () => new Date(now) }
  const ports = { objects, engine, clock, catalog, settings, schemas, root }
  const migrate = createMigrate(ports)
  const load = createReference(ports)
  await migrate()
  return {
    migrate,
    load: (name: string, ...lines: string[]) => load({ name, text: lines.join('\n') }),
    remove: (name: string, ...lines: string[]) =>
      load({ name, text: lines.join('\n'), removes: true }),
    setTime: (instant: string) => {
      now = instant
    },
    rows: async (sql: string) => (await engine.run(sql, 'rows')).rows,
    /** Rows of a table as a cut sees them. */
    known: async (table: string, cut: string) =>
      (await engine.run(`${cutShadows('lake', cut)[table]} order by all`, table)).rows,
    close: async () => {
      await engine.close()
      await rm(root, { recursive: true })
    },
    files: async () =>
      Promise.all(
        (await objects.list('reference/')).map(async ({ key }) => [key, await objects.get(key)]),
      ),
  }
}

let place: Awaited<ReturnType<typeof openPlace>>
// One for all tests, which keep to rows of their own: its calendar takes long to make.
beforeAll(async () => {
  place = await openPlace()
})
afterAll(() => place.close())

const fx = 'from_currency,to_currency,valid_on,rate'
const rate = (currency: string, value: string) => ({
  from_currency: currency,
  to_currency: 'EUR',
  valid_on: '2026-01-01',
  rate: value,
})

describe('before anything is loaded', () => {
  test('every table is there, empty but for the names of touches', async () => {
    expect(await place.known('fx_rates', late)).toEqual([])
    expect(await place.known('holidays', late)).toEqual([])
    expect(await place.known('touch_names', early)).toContainEqual({
      name: 'demo_held',
      touch_group: 'meeting',
    })
  })
})

describe('loading', () => {
  test('is known at once, and as it was before a change', async () => {
    await place.load('x', fx, 'USD,EUR,2026-01-01,0.90000001')
    expect(await place.known('fx_rates', early)).toEqual([rate('USD', '0.90000001')])
    place.setTime('2026-04-01T06:00:00.000Z')
    expect(await place.load('x', fx, 'USD,EUR,2026-01-01,0.8')).toEqual({
      table: 'fx_rates',
      counts: { added: 0, changed: 1, unchanged: 0, removed: 0 },
    })
    const at = (cut: string) => place.known('fx_rates', cut)
    expect(await at('2026-04-01T06:00:00.000Z')).toEqual([rate('USD', '0.90000001')])
    expect(await at('2026-04-01T06:00:00.001Z')).toEqual([rate('USD', '0.80000000')])
  })

  test('again leaves every file as it is', async () => {
    const lines = ['role,is_decision', 'champion,false', 'economic_buyer,true'] as const
    await place.load('x', ...lines)
    const before = await place.files()
    place.setTime('2026-04-01T06:00:00.000Z')
    expect(await place.load('x', ...lines)).toMatchObject({
      counts: { added: 0, changed: 0, unchanged: 2, removed: 0 },
    })
    expect(await place.files()).toEqual(before)
  })

  test('takes nothing of a file with a wrong line', async () => {
    await place.load('x', fx, 'GBP,EUR,2026-01-01,1.2')
    const before = await place.files()
    expect(await place.load('x', fx, 'GBP,EUR,2026-02-01,1.1', 'GBP,EUR,2026-03-01,x')).toEqual({
      faults: [{ line: 3, column: 'rate', message: expect.stringContaining('"x"; allowed') }],
    })
    expect(await place.files()).toEqual(before)
  })

  test('keeps the other rows, until they are removed', async () => {
    const francs = async (cut: string) =>
      (await place.known('fx_rates', cut)).filter((row) => row.from_currency === 'CHF')
    await place.load('x', fx, 'CHF,EUR,2026-01-01,1.1', 'CHF,EUR,2026-02-01,1')
    place.setTime('2026-05-01T06:00:00.000Z')
    expect(await place.remove('x', fx, 'CHF,EUR,2026-02-01,')).toMatchObject({
      counts: { added: 0, changed: 0, unchanged: 0, removed: 1 },
    })
    expect(await francs(late)).toEqual([rate('CHF', '1.10000000')])
    expect(await francs(early)).toHaveLength(2)
  })
})

describe('holidays', () => {
  const off = (day: string) =>
    place.rows(`select label from lake.calendar where kind = 'business' and label = '${day}'`)

  test('of the settings and of the reference data have no working hours', async () => {
    expect([await off('2026-04-30'), await off('2026-05-01')]).toEqual([
      [{ label: '2026-04-30' }],
      [],
    ])
    await place.load('x', 'day', '2026-04-30')
    expect(await off('2026-04-30')).toEqual([])
    await place.migrate()
    expect(await off('2026-04-30')).toEqual([])
    await place.remove('x', 'day', '2026-04-30')
    expect(await off('2026-04-30')).toEqual([{ label: '2026-04-30' }])
  })

  test('loaded by a clock that stands in the past leave the calendar its years', async () => {
    const years = "select max(label) as last from lake.calendar where kind = 'year'"
    expect(await place.rows(years)).toEqual([{ last: '2031' }])
    place.setTime('2024-03-01T06:00:00.000Z')
    await place.load('x', 'day', '2026-04-30')
    expect(await place.rows(years)).toEqual([{ last: '2031' }])
  })
})

test('a run that died after it kept the rows is made whole by the next migration', async () => {
  let fails = false
  const broken = await openPlace((objects) => ({
    ...objects,
    put: async (key, body, condition) => {
      if (fails && key.endsWith('.parquet')) throw new Error('out of space')
      return objects.put(key, body, condition)
    },
  }))
  onTestFinished(broken.close)
  fails = true
  await expect(broken.load('x', fx, 'USD,EUR,2026-01-01,0.9')).rejects.toThrow('out of space')
  expect(await broken.known('fx_rates', late)).toEqual([])
  fails = false
  await broken.migrate()
  expect(await broken.known('fx_rates', late)).toEqual([rate('USD', '0.90000000')])
})
