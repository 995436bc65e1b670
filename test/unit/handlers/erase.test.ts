import { beforeEach, describe, expect, test } from 'vitest'
import { BusyError } from '#core/errors.ts'
import { sha256 } from '#core/hash.ts'
import { logTo } from '#core/log.ts'
import { eraseState } from '#handlers/erase.ts'
import { readState } from '#handlers/state.ts'
import { type Ran, stored, withTwoEvents } from './erase-setup.ts'

const request = { subject: 'lead:l1', confirm: true }

let cloud: Awaited<ReturnType<typeof withTwoEvents>>

beforeEach(async () => {
  logTo(() => undefined)
  cloud = await withTwoEvents()
})

const namesOf = (ran: readonly Ran[]) => ran.map(({ name }) => name)
const keysUnder = async (prefix: string) => (await cloud.objects.list(prefix)).map(({ key }) => key)

/** As the VACUUM of Athena does once the snapshots are old enough. */
const vacuum = () => cloud.objects.delete(['event_log/data/f1.parquet'])

describe('the event table', () => {
  test('keeps the hash of what was the subject alone, and the rest of what is about others', async () => {
    await cloud.eraseAll(request, 2)
    expect([...cloud.store.erased]).toEqual([['own', 'hash of own']])
    const left = cloud.store.events.get('shared')
    expect(JSON.parse(left?.body ?? '')).toMatchObject({ account_id: 'a1' })
    expect(left?.body).not.toContain('l1')
    expect(left?.contentHash).toBe('hash of shared')
  })
})

describe('the lake', () => {
  test('what landed in the hour is merged before it goes, other hours stay, what is left lands', async () => {
    await cloud.eraseAll(request, 3)
    const names = namesOf(cloud.ran)
    expect(names.indexOf('refresh from 2026-02-01')).toBeLessThan(
      names.indexOf('erase from event_log'),
    )
    expect(await keysUnder('landing/')).toEqual([
      'landing/at=2026-03-01-04/b.parquet',
      expect.stringMatching(/^landing\/at=2026-03-01-06\/erase_/),
    ])
    const deletes = cloud.ran.filter(({ name }) => name === 'erase from event_log')
    expect(deletes.map(({ sql }) => sql)).toEqual([
      `delete from lake.event_log where occurred_at >= timestamp '2026-02-01 00:00:00.000' and occurred_at < timestamp '2026-03-01 00:00:00.000'
    and event_id in ('own', 'shared')`,
    ])
  })

  test('while a refresh runs it waits, and goes on from there', async () => {
    await cloud.eraseAll(request, 2)
    const lease = { holder: 'refresh', until: '2026-03-01T06:10:00.000Z' }
    await cloud.objects.put('state/refresh.json', JSON.stringify({ lease }))
    expect(await cloud.erase(request)).toMatchObject({
      done: false,
      stage: 'lake',
      after: '2026-03-01T06:01:00.000Z',
    })
    cloud.at.now = Date.parse('2026-03-01T06:10:00.000Z')
    expect(await cloud.erase(request)).toMatchObject({ stage: 'quarantine' })
  })
})

test('a late copy of what was reduced, in landing alone, goes too', async () => {
  cloud.log.found = []
  cloud.log.landed = [{ event_id: 'shared', month: '2026-02-01' }]
  expect(await cloud.erase(request)).toMatchObject({ removed: 0, reduced: 1 })
  await cloud.eraseAll(request, 2)
  expect(await keysUnder('landing/at=2026-03-01-05')).toEqual([])
})

describe('files', () => {
  test('are purged until none that held the events is there, waiting between', async () => {
    const seen = await cloud.eraseAll(request, 8)
    expect(seen.slice(-2)).toMatchObject([{ stage: 'files' }, { stage: 'files' }])
    await vacuum()
    expect(await cloud.erase(request)).toMatchObject({ stage: 'reports' })
  })

  test('the build before goes when nobody can be reading it, the live one stays', async () => {
    await cloud.eraseAll(request, 5)
    expect(await cloud.erase(request)).toMatchObject({
      stage: 'former build',
      after: '2026-03-01T06:30:00.000Z',
    })
    cloud.at.now = Date.parse('2026-03-01T06:30:00.000Z')
    await cloud.erase(request)
    const drops = cloud.ran.filter(({ sql }) => sql.startsWith('drop')).map(({ sql }) => sql)
    expect(drops).toEqual([
      'drop table if exists `build_a`.`events`',
      'drop view if exists "scratch"."left"',
    ])
  })
})

describe('the last look', () => {
  test('comes when all that was on its way has landed, and takes what came', async () => {
    await vacuum()
    let looks = 0
    cloud.ports.refresh = async () => undefined
    const late = [{ event_id: 'late', month: '2026-02-01' }]
    const seen: string[] = []
    for (let calls = 0; calls < 40; calls += 1) {
      const status = await cloud.erase(request)
      seen.push(status.stage)
      if (status.done) break
      cloud.at.now = Math.max(cloud.at.now, Date.parse(status.after ?? '') || 0)
      if (status.stage === 'check' && looks === 0) {
        looks += 1
        cloud.log.found = late
        cloud.store.events.set('late', stored('late', { lead_id: 'l1' }))
      }
    }
    expect(seen.filter((stage) => stage === 'lake')).toHaveLength(2)
    expect(seen.at(-1)).toBe('done')
    expect([...cloud.store.erased.keys()]).toEqual(['own', 'late'])
    const receipt = await cloud.objects.get(`erasures/${sha256('lead:l1')}.json`)
    expect(JSON.parse(Buffer.from(receipt?.body ?? '').toString()).runs).toMatchObject([
      { removed: 2, reduced: 1 },
    ])
    expect(await readState(cloud.objects, eraseState)).toBeUndefined()
  })

  test('that never comes to an end is an error', async () => {
    await vacuum()
    const always = [{ event_id: 'own', month: '2026-02-01' }]
    const endless = async () => {
      for (let calls = 0; calls < 200; calls += 1) {
        const status = await cloud.erase(request)
        cloud.log.found = always
        cloud.at.now = Math.max(cloud.at.now, Date.parse(status.after ?? '') || 0)
        if (status.done) return
      }
    }
    await expect(endless()).rejects.toThrow('events of the subject keep coming back')
  })
})

describe('one erasure at a time', () => {
  test('another subject is refused until the first is done', async () => {
    await cloud.erase(request)
    await expect(cloud.erase({ ...request, subject: 'lead:l2' })).rejects.toThrow(
      'the erasure of another subject is not done yet',
    )
  })

  test('waits while a build runs; another failure is thrown, and the stage done again', async () => {
    await cloud.eraseAll(request, 4)
    cloud.ports.build = () => Promise.reject(new BusyError('a build runs'))
    expect(await cloud.erase(request)).toMatchObject({ stage: 'build', after: expect.any(String) })
    cloud.ports.build = () => Promise.reject(new Error('broken'))
    await expect(cloud.erase(request)).rejects.toThrow('broken')
    cloud.ports.build = async () => undefined
    expect(await cloud.erase(request)).toMatchObject({ stage: 'former build' })
  })
})

test('a subject of which nothing is known costs no build and leaves a receipt', async () => {
  cloud.log.found = []
  const seen = await cloud.eraseAll(request)
  expect(seen.at(-1)).toMatchObject({ done: true, removed: 0, reduced: 0 })
  expect(cloud.calls).not.toContain('build')
})
