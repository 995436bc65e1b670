import { expect, test } from 'vitest'
import { createErase } from '#handlers/erase.ts'
import { createRefresh } from '#handlers/refresh.ts'
import { ada, bob } from '#test/people.ts'
import { memoryEvents } from '#test/unit/memory.ts'
import { feedOf } from './feed.ts'
import { land, openTrinoLake } from './lake.ts'

test('a person is found and leaves the log on Iceberg as on one machine', async () => {
  const lake = await openTrinoLake('erase')
  const feed = await feedOf([{ receivedAt: '2026-01-10T06:00:00.000Z', events: [...ada, ...bob] }])
  await land(lake, feed)
  const records = memoryEvents()
  await records.append(feed.map(({ event }) => event))
  const nothing = async () => undefined
  const refresh = createRefresh(lake)
  const erase = createErase({
    ...lake,
    records,
    refresh,
    collect: nothing,
    build: nothing,
    rewrite: nothing,
    stays: [],
  })
  const subject = 'lead:lead-ada'
  expect(await erase({ subject })).toMatchObject({
    ids: {
      lead: ['lead-ada', 'lead-ada-mail', 'lead-ada-old'],
      contact: ['contact-ada'],
      visitor: ['visitor-ada'],
    },
    removed: 11,
    reduced: 3,
  })
  const files = await lake.objects.list('event_log/data/')
  expect(files.length).toBeGreaterThan(0)

  // Its files stay for a week here, for the verbs of Athena are not Trino's.
  let stage = ''
  while (stage !== 'files') stage = (await erase({ subject, confirm: true })).stage
  const { rows } = await lake.engine.run(
    `select event_id, contact_id, contact_roles from erase.event_log order by event_id`,
    'left',
  )
  expect(rows.map((row) => row.event_id)).toEqual(['b1', 'b2', 'b3', 'b4', 'd1', 'v1', 'w1'])
  expect(JSON.stringify(rows)).not.toMatch(/ada/)
})
