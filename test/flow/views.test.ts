import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { conversion, figure, post, postAll, thousandEvents } from './business.ts'
import { startOwner, tempFolder } from './owner.ts'

const march = ['--period', '2024-03']
const endOfMarch = ['--as-of', '2024-03-24T00:00:00Z']

test('history that is loaded later was known when it was recorded, on the replayed basis', async () => {
  const data = await tempFolder()
  const owner = await startOwner(data)
  const recordedLate = (event: Record<string, unknown>) =>
    event.name === 'closed_won' ? { ...event, recorded_at: '2024-04-02T08:00:00Z' } : event
  const events = thousandEvents().map((event) => ({ ...recordedLate(event), backfill: true }))
  await postAll(owner.url, events, 500)
  const counts = async (...options: string[]) => {
    const report = await conversion(data, ...march, ...options)
    return [report.basis, figure(report, 'entered'), figure(report, 'won')]
  }
  expect(await counts()).toEqual(['known', 400, 100])
  expect(await counts(...endOfMarch)).toEqual(['known', 0, 0])
  expect(await counts(...endOfMarch, '--basis', 'replayed')).toEqual(['replayed', 400, 0])
  const later = ['--as-of', '2024-04-03T00:00:00Z', '--basis', 'replayed']
  expect(await counts(...later)).toEqual(['replayed', 400, 100])
})

test('a supposition is said on its page and changes no other', async () => {
  const data = await tempFolder()
  const owner = await startOwner(data)
  await postAll(owner.url, thousandEvents(), 500)
  const supposed = await conversion(data, ...march, '--scenario', 'prices=+10')
  expect(supposed.scenario).toBe('all prices had been +10%')
  const path = join('objects', 'reports', 'conversion', '2024-03', supposed.revision, 'index.html')
  expect(await readFile(join(data, path), 'utf8')).toMatch('all prices had been +10%')
  const real = await conversion(data, ...march)
  expect(real.scenario).toBe(undefined)
  expect(real.revision).not.toBe(supposed.revision)
})

test('a period that changed since it was published says what, and links lead to the newest', async () => {
  const data = await tempFolder()
  const owner = await startOwner(data)
  const events = thousandEvents()
  await postAll(owner.url, events.slice(0, 900), 500)
  const first = await conversion(data, ...march)
  expect(first.sections.some((section) => section.id === 'published')).toBe(false)
  await post(owner.url, events.slice(900))
  const second = await conversion(data, ...march)
  const tables = second.sections.find((section) => section.id === 'published')?.tables ?? []
  const rows = tables.flatMap((table) => table.rows)
  expect(rows.find((row) => row.figure === 'Won')).toMatchObject({
    was: 0,
    now: 100,
    difference: 100,
  })
  const newest = await fetch(`${owner.url}/reports/conversion/2024-03/index.html`)
  expect(await newest.text()).toMatch(`url=${second.revision}/index.html`)
})
