import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { conversion, figure, post, postAll, thousandEvents } from './business.ts'
import { startOwner, tempFolder } from './owner.ts'

const march = ['--period', '2024-03']

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
