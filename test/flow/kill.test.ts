import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { conversion, figure, post, postAll, rowsOf, thousandEvents } from './business.ts'
import { spawnOwner, startOwner, tempFolder } from './owner.ts'

test('a kill in the middle of posting loses no accepted event', async () => {
  const data = await tempFolder()
  const owner = await startOwner(data)
  const events = thousandEvents()
  let accepted = 0
  const posting = (async () => {
    for (let from = 0; from < events.length; from += 10) {
      accepted += (await post(owner.url, events.slice(from, from + 10))).length
      // A batch is on its way when the process dies.
      if (accepted === 400) void owner.stop('SIGKILL')
    }
  })()
  await expect(posting).rejects.toThrow()
  expect(await owner.stop('SIGKILL')).toBe(null)

  const again = await startOwner(data, { args: [] })
  const [stored] = await rowsOf(data, 'select count(*) as n from events')
  expect(Number(stored?.n)).toBeGreaterThanOrEqual(accepted)
  expect(accepted).toBeGreaterThanOrEqual(400)
  const counts = await postAll(again.url, events, 500)
  expect(counts).toEqual({ duplicate: stored?.n, accepted: 1000 - Number(stored?.n) })
  const report = await conversion(data, '--period', '2024-03')
  expect([figure(report, 'entered'), figure(report, 'won')]).toEqual([400, 100])
})

test('a kill in the middle of a build changes no report', async () => {
  const data = await tempFolder()
  const owner = await startOwner(data)
  await postAll(owner.url, thousandEvents(), 500)
  const { token } = JSON.parse(await readFile(join(data, 'server.json'), 'utf8'))
  const headers = { authorization: `Bearer ${token}` }
  const asked = fetch(`${owner.url}/commands/build`, { method: 'POST', headers, body: '{}' })
  const unanswered = expect(asked).rejects.toThrow()
  const refreshed = async () =>
    (await readFile(join(data, 'objects/state/build.json'), 'utf8')).includes('lease')
  await expect
    .poll(() => refreshed().catch(() => false), { timeout: 10_000, interval: 1 })
    .toBe(true)
  await owner.stop('SIGKILL')
  await unanswered

  await startOwner(data, { args: [] })
  const report = await conversion(data, '--period', '2024-03')
  expect([figure(report, 'entered'), figure(report, 'won')]).toEqual([400, 100])
})

test('an interrupted first start goes on with the sample business where it stopped', async () => {
  const data = await tempFolder()
  const first = await spawnOwner(data, /20%/, { args: [] })
  const { port } = JSON.parse(await readFile(join(data, 'server.json'), 'utf8'))
  const other = await fetch(`http://127.0.0.1:${port}/v1/events`, { method: 'POST', body: '{}' })
  expect([other.status, Number(other.headers.get('retry-after'))]).toEqual([
    503,
    expect.any(Number),
  ])
  await first.stop('SIGKILL')
  const state = async () =>
    JSON.parse(await readFile(join(data, 'objects/state/sample.json'), 'utf8'))
  const { next, done } = await state()
  expect([next > 0, done]).toEqual([true, false])

  const second = await spawnOwner(data, /^Report /, { args: ['--once'] })
  expect(second.lines.join()).not.toContain(' 20%')
  expect(await second.exited).toBe(0)
  expect((await state()).done).toBe(true)
  const [range] = await rowsOf(
    data,
    'select count(*) as n, max(received_at) as last from lake.event_log',
  )
  expect(Number(range?.n)).toBeGreaterThan(45_000)
  expect(String(range?.last)).toMatch(/^2026-11-02/)
})
