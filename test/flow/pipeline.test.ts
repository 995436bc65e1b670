import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { ReportData } from '#core/report-data.ts'
import { conversion, figure, post, postAll, shuffled, thousandEvents } from './business.ts'
import { startOwner, tempFolder } from './owner.ts'

const march = ['--period', '2024-03']
/** What a report says, without when it was made. */
const said = ({ figures, sections, notes }: Awaited<ReturnType<typeof conversion>>) => ({
  figures,
  sections,
  notes,
})

test('posted events become numbers in a report, by themselves', async () => {
  const data = await tempFolder()
  const owner = await startOwner(data)
  expect(await postAll(owner.url, thousandEvents(), 500)).toEqual({ accepted: 1000 })
  await vi.waitFor(() => expect(owner.lines.join()).toMatch(/Built \d+ models/), 15_000)
  const page = await fetch(`${owner.url}/reports/conversion?period=2024-03`)
  expect(page.headers.get('content-type')).toMatch('text/html')
  expect(page.headers.get('content-security-policy')).toMatch("default-src 'none'")
  const files = new URL('.', page.url)
  const report = (await (await fetch(new URL('report.json', files))).json()) as ReportData
  expect([figure(report, 'entered'), figure(report, 'won')]).toEqual([400, 100])
  expect(figure(report, 'conversion')).toBe(0.25)
  const csv = await fetch(new URL('stages.csv', files))
  expect(csv.headers.get('content-type')).toMatch('text/csv')
  const reached = (await csv.text()).split('\r\n').map((line) => line.split(',')[2])
  expect(reached).toEqual(['reached', '400', '300', '200', '100', '100', '0', undefined])
  expect(await (await fetch(owner.url)).text()).toMatch('2024-03')
  expect(await owner.stop()).toBe(0)
  expect(existsSync(join(data, 'server.json'))).toBe(false)
})

test('posting the same events again, in other batches and orders, changes no report', async () => {
  const data = await tempFolder()
  const owner = await startOwner(data)
  const events = thousandEvents()
  await postAll(owner.url, events, 500)
  const first = await conversion(data, ...march)
  expect(await postAll(owner.url, shuffled(events, 3), 77)).toEqual({ duplicate: 1000 })
  expect(await postAll(owner.url, shuffled(events, 5), 10)).toEqual({ duplicate: 1000 })
  expect(await conversion(data, ...march)).toEqual(first)

  const other = await tempFolder()
  const second = await startOwner(other)
  await postAll(second.url, shuffled(events, 11), 123)
  expect(said(await conversion(other, ...march))).toEqual(said(first))
})

test('a past as-of gives the old report back, byte for byte, after more events arrived', async () => {
  const data = await tempFolder()
  const owner = await startOwner(data)
  const events = thousandEvents()
  await postAll(owner.url, events.slice(0, 900), 500)
  const before = await conversion(data, ...march)
  await post(owner.url, events.slice(900))
  const after = await conversion(data, ...march)
  expect([figure(before, 'won'), figure(after, 'won')]).toEqual([0, 100])
  // Without the published revision it is computed again, from the log cut at the as-of.
  await rm(join(data, 'objects', 'reports'), { recursive: true })
  expect(await conversion(data, ...march, '--as-of', before.asOf)).toEqual(before)
})
