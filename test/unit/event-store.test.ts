import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type LocalEventStore, openEventStore } from '#local/event-store.ts'
import { storedEvent } from '../contract/event-store.ts'

let folder: string
let path: string
let store: LocalEventStore

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'events-'))
  path = join(folder, 'events.db')
  store = openEventStore(path)
})
afterEach(async () => {
  store.close()
  await rm(folder, { recursive: true })
})

function reopen() {
  store.close()
  store = openEventStore(path)
}

const events = (...ids: string[]) => ids.map((eventId) => storedEvent({ eventId }))
const idsAfter = (after: number, limit = 100) =>
  store.read(after, limit).map(({ event }) => event.eventId)

describe('change feed', () => {
  test('gives whole events in the order of acceptance, each once', async () => {
    const [a, b, c] = events('a', 'b', 'c')
    if (!a || !b || !c) throw new Error('three events')
    await store.append([b, a])
    await store.append([a, { ...b, contentHash: 'other', body: '{}' }, c])
    expect(store.read(0, 100)).toEqual([
      { sequence: '1', event: b },
      { sequence: '2', event: a },
      { sequence: '3', event: c },
    ])
  })

  test('starts after a number and gives at most as many as asked for', async () => {
    await store.append(events('a', 'b', 'c', 'd'))
    expect(idsAfter(1, 2)).toEqual(['b', 'c'])
    expect(idsAfter(4)).toEqual([])
  })

  test('keeps numbers and order over a restart', async () => {
    await store.append(events('a', 'b'))
    reopen()
    await store.append(events('c'))
    expect(store.read(1, 100).map(({ sequence }) => sequence)).toEqual(['2', '3'])
  })

  test('never gives out a number twice, even after the last event was erased', async () => {
    await store.append(events('a', 'b'))
    const database = new DatabaseSync(path)
    database.exec(`delete from events where event_id = 'b'`)
    database.close()
    await store.append(events('c'))
    expect(store.read(1, 100).map(({ sequence }) => sequence)).toEqual(['3'])
  })
})

describe('position', () => {
  test('is 0 at first, moves forward only and survives a restart', () => {
    expect(store.position()).toBe(0)
    store.advance(7)
    expect(store.position()).toBe(7)
    store.advance(3)
    expect(store.position()).toBe(7)
    reopen()
    expect(store.position()).toBe(7)
    store.advance(8)
    expect(store.position()).toBe(8)
  })
})

describe('last received', () => {
  test('is undefined while empty, then the latest of the accepted', async () => {
    expect(store.lastReceivedAt()).toBeUndefined()
    await store.append([storedEvent({ receivedAt: '2026-03-02T00:00:00.000Z' })])
    await store.append([storedEvent({ receivedAt: '2026-03-01T00:00:00.000Z' })])
    expect(store.lastReceivedAt()).toBe('2026-03-02T00:00:00.000Z')
    reopen()
    expect(store.lastReceivedAt()).toBe('2026-03-02T00:00:00.000Z')
  })

  test('a duplicate or a conflict is not received', async () => {
    const event = storedEvent()
    await store.append([event])
    const later = { ...event, receivedAt: '2026-04-01T00:00:00.000Z' }
    await store.append([later, { ...later, contentHash: 'other' }])
    expect(store.lastReceivedAt()).toBe(event.receivedAt)
  })
})

describe('a database that refuses', () => {
  test('busy: every outcome is retry and nothing is stored', async () => {
    const [known, fresh] = events('known', 'fresh')
    if (!known || !fresh) throw new Error('two events')
    await store.append([known])
    const impatient = openEventStore(path, 20)
    const other = new DatabaseSync(path)
    other.exec('begin immediate')
    expect(await impatient.append([known, fresh])).toEqual(['retry', 'retry'])
    other.exec('rollback')
    other.close()
    expect(await impatient.append([known, fresh])).toEqual(['duplicate', 'accepted'])
    impatient.close()
  })

  test('an event that cannot be stored sinks none of another batch of the same moment', async () => {
    const [good] = events('good')
    if (!good) throw new Error('one event')
    const broken = { ...storedEvent(), body: undefined as unknown as string }
    const both = await Promise.allSettled([store.append([broken]), store.append([good])])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(await store.append([good])).toEqual(['duplicate'])
  })

  test('an event that cannot be stored at all is an error, not a retry', async () => {
    const broken = { ...storedEvent(), body: undefined as unknown as string }
    await expect(store.append([...events('a'), broken])).rejects.toThrow()
    expect(idsAfter(0)).toEqual([])
  })
})

/** A program that appends batches of 50 until it is stopped or refused, and prints what it was answered. */
const writer = (file: string, bodyBytes: number) => `
  import { openEventStore } from '${new URL('../../infra/local/event-store.ts', import.meta.url).href}'
  const store = openEventStore('${file}')
  for (let batch = 0, refused = false; !refused; batch++) {
    const events = Array.from({ length: 50 }, (_, index) => ({
      eventId: batch + '-' + index, type: 'touch', receivedAt: '2026-03-01T00:00:00.000Z',
      contentHash: 'h', body: 'x'.repeat(${bodyBytes}),
    }))
    const outcomes = new Set(await store.append(events))
    refused = !outcomes.has('accepted')
    process.stdout.write(batch + ' ' + [...outcomes] + '\\n')
    await new Promise((next) => setImmediate(next))
  }`

function storedIn(file: string): string[] {
  const survivor = openEventStore(file)
  const ids = survivor.read(0, 1_000_000).map(({ event }) => event.eventId)
  survivor.close()
  return ids
}

const lastOf = (line: string) => `${line.split(' ')[0]}-49`

describe('a killed process', () => {
  test('every batch that was answered is there, and no half of one', async () => {
    const file = join(folder, 'killed.db')
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer(file, 10)])
    const exit = once(child, 'exit')
    let answers = ''
    for await (const text of child.stdout) {
      answers += text
      if (answers.split('\n').length > 20) child.kill('SIGKILL')
    }
    expect(await exit).toEqual([null, 'SIGKILL'])
    const lines = answers.split('\n').slice(0, -1)
    const stored = storedIn(file)
    expect(lines.length).toBeGreaterThanOrEqual(20)
    for (const line of lines) expect(stored).toContain(lastOf(line))
    expect(stored.length % 50).toBe(0)
  })
})

describe('a file that cannot grow', () => {
  test('the batch that does not fit is retry as a whole, those before it stay', async () => {
    const file = join(folder, 'full.db')
    const program = [process.execPath, '--input-type=module', '-e', writer(file, 4_000)]
    const limited = spawnSync('sh', ['-c', 'ulimit -f 4000; exec "$@"', 'sh', ...program])
    const lines = limited.stdout.toString().trim().split('\n')
    expect(lines.length).toBeGreaterThan(3)
    expect(lines.map((line) => line.split(' ')[1])).toEqual([
      ...lines.slice(1).map(() => 'accepted'),
      'retry',
    ])
    expect(storedIn(file).at(-1)).toBe(lastOf(lines.at(-2) ?? ''))
    expect(limited.status).toBe(0)
  })
})
