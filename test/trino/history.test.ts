import { expect, test } from 'vitest'
import { createRefresh } from '#handlers/refresh.ts'
import { feedOf } from './feed.ts'
import { land, openTrinoLake } from './lake.ts'

const months = Array.from({ length: 144 }, (_, index) => {
  const year = 2014 + Math.floor(index / 12)
  return `${year}-${String((index % 12) + 1).padStart(2, '0')}`
})

/** A lead on the first moment, the middle and the last moment of a month, loaded from history. */
const leadsOf = (month: string) => {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const last = new Date(Date.UTC(year, number, 1) - 1).toISOString()
  return [`${month}-01T00:00:00Z`, `${month}-15T12:00:00Z`, last].map((occurredAt, index) => ({
    event_id: `${month}-${index}`,
    type: 'stage',
    name: 'lead_created',
    occurred_at: occurredAt,
    source_system: 'history',
    backfill: true,
    lead_id: `lead-${month}-${index}`,
  }))
}

test('twelve years in one import reach the event log in one refresh', async () => {
  const lake = await openTrinoLake('history')
  const receivedAt = '2026-01-10T06:00:00.000Z'
  await land(lake, await feedOf([{ receivedAt, events: months.flatMap(leadsOf) }]))
  expect(await createRefresh(lake)()).toMatchObject({ status: 'merged' })

  const count = async (from: string) =>
    (await lake.engine.run(`select count(*) as n from ${from}`, 'count')).rows[0]?.n
  expect(await count('history.event_log')).toBe(144 * 3)
  expect(await count('history."event_log$partitions"')).toBe(144)
  const byMonth = await lake.engine.run(
    `select date_format(occurred_at, '%Y-%m') as month, count(*) as n
    from history.event_log group by 1 order by 1`,
    'by month',
  )
  expect(byMonth.rows).toEqual(months.map((month) => ({ month, n: 3 })))
})
