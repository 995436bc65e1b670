import { beforeAll, beforeEach, expect, test } from 'vitest'
import { parseSettings } from '#core/settings.ts'
import { writeCalendar } from '#handlers/calendar.ts'
import { createIncoming } from '#handlers/incoming.ts'
import { settingsKey } from '#handlers/settings.ts'
import { settings as shipped } from '#infra/settings.ts'
import { clockAt, type MemoryObjects, memoryObjects } from '../memory.ts'

const clock = clockAt('2026-03-01T06:00:00.000Z')
const settings = parseSettings(shipped)
const rejected = 'reference/rejected/fx_rates.json'
const good = 'from_currency,to_currency,valid_on,rate\nUSD,EUR,2026-01-01,0.9'
const bad = 'from_currency,to_currency,valid_on,rate\nUSD,EUR,2026-13-01,0.9'

let calendar: MemoryObjects
let objects: MemoryObjects
let recorded: Readonly<Record<string, number>>[]

// Half a second of work, and the same for all tests.
beforeAll(async () => {
  calendar = memoryObjects()
  await writeCalendar(calendar, settings, [], clock.now())
})

beforeEach(async () => {
  objects = memoryObjects()
  for (const [key, body] of calendar.bodies) await objects.put(key, body)
  await objects.put(settingsKey, JSON.stringify(settings))
  recorded = []
})

const metrics = { record: (values: Readonly<Record<string, number>>) => recorded.push(values) }

async function upload(name: string, body: string | Uint8Array) {
  const key = `reference/incoming/${name}`
  await objects.put(key, body)
  const load = createIncoming({ objects, clock, metrics, catalog: { defaults: {} } })
  return load({ key, size: Buffer.byteLength(body) })
}

const jsonAt = (key: string) => {
  const body = objects.bodies.get(key)
  return body && JSON.parse(Buffer.from(body).toString('utf8'))
}

test('an uploaded file is loaded, and stays where it was put', async () => {
  expect(await upload('fx_rates.csv', good)).toEqual({
    table: 'fx_rates',
    counts: { added: 1, changed: 0, unchanged: 0, removed: 0 },
  })
  expect(jsonAt('reference/fx_rates.json')).toHaveLength(1)
  expect(objects.bodies.has('reference/incoming/fx_rates.csv')).toBe(true)
  expect(recorded).toEqual([])
})

test('a refused file leaves what was loaded, says why beside it and raises the metric', async () => {
  await upload('fx_rates.csv', good)
  await upload('fx_rates.csv', bad)
  expect(jsonAt('reference/fx_rates.json')).toHaveLength(1)
  expect(jsonAt(rejected)).toEqual({
    file: 'reference/incoming/fx_rates.csv',
    at: '2026-03-01T06:00:00.000Z',
    faults: [{ line: 2, column: 'valid_on', message: expect.stringContaining('"2026-13-01"') }],
  })
  expect(recorded).toEqual([{ reference_rejected: 1 }])
})

test('the reasons are gone once the file is loaded', async () => {
  await upload('fx_rates.csv', bad)
  await upload('fx_rates.csv', good)
  expect(objects.bodies.has(rejected)).toBe(false)
})

test('a file below remove/ removes the rows that it names', async () => {
  await upload('fx_rates.csv', good)
  const key = 'from_currency,to_currency,valid_on\nUSD,EUR,2026-01-01'
  expect(await upload('remove/fx_rates.csv', key)).toMatchObject({ counts: { removed: 1 } })
  await upload('remove/fx_rates.csv', 'from_currency\nUSD')
  expect(objects.bodies.has('reference/rejected/remove/fx_rates.json')).toBe(true)
})

test('a file too large is refused without being read', async () => {
  const load = createIncoming({ objects, clock, metrics, catalog: { defaults: {} } })
  const result = await load({ key: 'reference/incoming/fx_rates.csv', size: 500_001 })
  expect(result).toEqual({
    faults: [{ line: 1, message: expect.stringMatching(/^500001 bytes, allowed are 500000/) }],
  })
})

test('a file in another encoding is refused, not guessed', async () => {
  const latin = Buffer.from('name,owner\nJos\xe9,1', 'latin1')
  expect(await upload('quotas.csv', latin)).toEqual({
    faults: [{ line: 1, message: 'not UTF-8: save it as CSV UTF-8' }],
  })
})

test('a file that is gone by now is nothing to load', async () => {
  const load = createIncoming({ objects, clock, metrics, catalog: { defaults: {} } })
  expect(await load({ key: 'reference/incoming/fx_rates.csv', size: 10 })).toBeUndefined()
  expect(recorded).toEqual([])
})
