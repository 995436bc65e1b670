import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { ReportData } from '#core/report-data.ts'
import { figure, postAll, thousandEvents } from './business.ts'
import { startOwner, tempFolder } from './owner.ts'

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
