import { beforeEach, expect, test } from 'vitest'
import { sha256 } from '#core/hash.ts'
import { logTo } from '#core/log.ts'
import type { EraseRequest } from '#handlers/erase.ts'
import { withTwoEvents } from './erase-setup.ts'

let cloud: Awaited<ReturnType<typeof withTwoEvents>>
beforeEach(async () => {
  logTo(() => undefined)
  cloud = await withTwoEvents()
})

const keysUnder = async (prefix: string) => (await cloud.objects.list(prefix)).map(({ key }) => key)

test('changes nothing, nor does it begin', async () => {
  const before = [...cloud.objects.bodies.keys()]
  const plan = await cloud.erase({ subject: 'lead:l1' })
  expect(plan).toMatchObject({ done: true, stage: 'planned', removed: 1, reduced: 1 })
  expect(cloud.store.erased.size).toBe(0)
  expect([...cloud.objects.bodies.keys()].filter((key) => !before.includes(key))).toEqual([
    'state/scratch.json',
  ])
})

test('counts what it would meet in quarantine and names the reports', async () => {
  const reject = { text: JSON.stringify({ lead_id: 'l1' }) }
  await cloud.objects.put('quarantine/at=2026-02-01-00/a.json', JSON.stringify(reject))
  const data = { sections: [{ notes: ['lead l1 waits'] }] }
  await cloud.objects.put('reports/review/2026-02/r1/report.json', JSON.stringify(data))
  await cloud.objects.put('reports/review/2026-02/r2/report.json', '{"notes": ["l10"]}')
  expect(await cloud.erase({ subject: 'lead:l1' })).toMatchObject({
    rejects: 1,
    reports: ['reports/review/2026-02/r1'],
  })
  expect(await keysUnder('quarantine/')).toHaveLength(1)
})

test.each([{ subject: 'l1' }, { subject: 'lead:l1', sure: true }, {}])(
  '%j is no request',
  async (wrong) => {
    await expect(cloud.erase(wrong as EraseRequest)).rejects.toThrow(/subject|sure/)
  },
)

test('reports that an erasure left are removed when that is asked for later, by its receipt', async () => {
  await cloud.objects.delete(['event_log/data/f1.parquet'])
  const key = 'reports/review/2026-02/r1/report.json'
  await cloud.objects.put(key, '{"notes": ["contact c1"]}')
  const run = { areReportsRemoved: false, reports: ['reports/review/2026-02/r1'] }
  const receipt = `erasures/${sha256('lead:l1')}.json`
  await cloud.objects.put(receipt, JSON.stringify({ runs: [run] }))
  const seen = await cloud.eraseAll({ subject: 'lead:l1', confirm: true, removeReports: true })
  expect(seen.at(-1)).toMatchObject({ done: true, reports: ['reports/review/2026-02/r1'] })
  expect(await keysUnder('reports/review/')).toEqual([])
  const again = await cloud.eraseAll({ subject: 'lead:l1', confirm: true, removeReports: true })
  expect(again.at(-1)).toMatchObject({ done: true, reports: [] })
})
