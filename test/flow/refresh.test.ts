import { expect, test } from 'vitest'
import type { ReportData } from '#core/report-data.ts'
import { conversion, postAll, shuffled, thousandEvents } from './business.ts'
import { startOwner, tempFolder } from './owner.ts'

const march = ['--period', '2024-03']

/** What a report says, without when it was made. */
const said = ({ figures, sections, notes }: ReportData) => ({ figures, sections, notes })

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
