import { beforeEach, describe, expect, test } from 'vitest'
import { logTo } from '#core/log.ts'
import type { StoredEvent } from '#core/ports.ts'
import { keepReject } from '#core/quarantine.ts'
import { failedEvents } from '#functions/aws/failed-batch.ts'
import { createReplay, type ReplayRequest } from '#handlers/replay.ts'
import { readState } from '#handlers/state.ts'
import { failure } from '../aws/failure.ts'
import { type MemoryEvents, type MemoryObjects, memoryEvents, memoryObjects } from '../memory.ts'

const schemas = { lake: 'lake', slots: ['a', 'b'], scratch: 'scratch', views: 'main' } as const
const start = Date.parse('2026-03-01T06:00:00.000Z')

let objects: MemoryObjects
let store: MemoryEvents
let now: number
/** How far the clock moves whenever somebody looks at it. */
let tickMs: number
let refreshes: number

beforeEach(() => {
  logTo(() => undefined)
  objects = memoryObjects()
  store = memoryEvents()
  now = start
  tickMs = 0
  refreshes = 0
})

const clock = {
  now: () => {
    now += tickMs
    return new Date(now)
  },
}

const replay = (request: ReplayRequest) =>
  createReplay({
    objects,
    clock,
    store,
    records: store,
    schemas,
    engine: {
      dialect: 'athena',
      run: async () => ({ columns: [], rows: [{ n: store.events.size }], bytesScanned: 0 }),
    },
    refresh: async () => {
      refreshes += 1
    },
    failedEvents,
  })(request)

const event = (eventId: string, more: object = {}) => ({
  event_id: eventId,
  type: 'stage',
  name: 'mql',
  lead_id: 'l1',
  source_system: 'crm',
  occurred_at: '2026-02-01T00:00:00.000Z',
  ...more,
})

const stored = (eventId: string, body: object = event(eventId)): StoredEvent => ({
  eventId,
  type: 'stage',
  receivedAt: '2026-02-02T00:00:00.000Z',
  contentHash: 'h',
  body: JSON.stringify(body),
})

const keep = (eventId: string, text: string, status: 'rejected' | 'unwritable' = 'rejected') =>
  keepReject(
    objects,
    { status, text, problems: [], eventId, sourceSystem: 'crm' },
    new Date('2026-02-01T00:00:00.000Z'),
  )

const keysUnder = async (prefix: string) => (await objects.list(prefix)).map(({ key }) => key)

describe('quarantine', () => {
  test('more than a request takes goes in several, and what is refused again is kept once', async () => {
    const texts = Array.from({ length: 7 }, (_, key) => [`text${key}`, 'x'.repeat(8_000)])
    const long = { properties: Object.fromEntries(texts) }
    for (let index = 0; index < 30; index += 1) {
      await keep(`e${index}`, JSON.stringify(event(`e${index}`, long)))
    }
    await keep('bad', JSON.stringify(event('bad', { name: undefined })))
    expect(await replay({ source: 'quarantine' })).toEqual({
      done: true,
      source: 'quarantine',
      counts: { accepted: 30, 'rejected: required': 1 },
    })
    expect(store.events.size).toBe(30)
    expect(await keysUnder('quarantine/')).toHaveLength(1)
  })

  test('an event that the store did not take this time stays', async () => {
    store.unavailable.add('e1')
    await keep('e1', JSON.stringify(event('e1')))
    expect(await replay({ source: 'quarantine' })).toMatchObject({ counts: { retry: 1 } })
    expect(await keysUnder('quarantine/')).toHaveLength(1)
  })

  test('what was kept in part, or is no JSON, cannot be sent again', async () => {
    await keep('long', JSON.stringify(event('long', { reason: 'x'.repeat(300_000) })))
    await keep('torn', '{"type":')
    const { counts } = await replay({ source: 'quarantine' })
    expect(counts).toEqual({ 'not replayable': 2 })
  })

  test('a stored event that fitted no row lands when it does now', async () => {
    store.events.set('e1', stored('e1'))
    store.events.set('e2', stored('e2', { type: 'stage' }))
    await keep('e1', 'as stored', 'unwritable')
    await keep('e2', 'as stored too', 'unwritable')
    const { counts } = await replay({ source: 'quarantine' })
    expect(counts).toEqual({ landed: 1, unwritable: 1 })
    expect(await keysUnder('landing/')).toHaveLength(1)
    expect(await keysUnder('quarantine/')).toHaveLength(1)
  })

  test('goes on in the next slice where its time was up', async () => {
    for (let index = 0; index < 150; index += 1) {
      await keep(`e${index}`, JSON.stringify(event(`e${index}`)))
    }
    tickMs = 3 * 60_000
    expect(await replay({ source: 'quarantine' })).toMatchObject({
      done: false,
      counts: { accepted: 100 },
    })
    expect(await replay({ source: 'quarantine' })).toMatchObject({
      done: true,
      counts: { accepted: 150 },
    })
    expect(await readState(objects, 'state/replay-quarantine.json')).toBeUndefined()
  })
})

describe('failures', () => {
  const key = 'aws/lambda/mapping/shard/2026/03/01/batch'

  test('events of a batch that was given up are exported as they are stored, then it goes', async () => {
    store.events.set('e1', stored('e1'))
    // Erased since: it must not come back from the batch.
    await objects.put(key, failure('e1', 'erased'))
    expect(await replay({ source: 'failures' })).toMatchObject({
      done: true,
      counts: { exported: 1, 'no longer stored': 1 },
    })
    expect(await keysUnder('landing/')).toHaveLength(1)
    expect(await keysUnder('aws/')).toEqual([])
  })

  test('a batch that cannot be written stays', async () => {
    store.events.set('e1', stored('e1'))
    await objects.put(key, failure('e1'))
    objects.broken = /^landing/
    await expect(replay({ source: 'failures' })).rejects.toThrow('no space')
    expect(await keysUnder('aws/')).toEqual([key])
  })

  test('an object that tells of no records stays and is counted', async () => {
    await objects.put(key, '{"requestContext":{}}')
    const { counts } = await replay({ source: 'failures' })
    expect(counts).toEqual({ 'unreadable object': 1 })
    expect(await keysUnder('aws/')).toEqual([key])
  })
})

describe('lake', () => {
  test('every event lands once, from every segment, and each slice is merged', async () => {
    for (let index = 0; index < 9; index += 1) store.events.set(`e${index}`, stored(`e${index}`))
    store.events.set('odd', stored('odd', { type: 'stage' }))
    expect(await replay({ source: 'lake' })).toEqual({
      done: true,
      source: 'lake',
      counts: { 'in the table': 10, unwritable: 1, 'in event_log': 10 },
    })
    expect(await keysUnder('landing/')).toHaveLength(4)
    expect(refreshes).toBe(1)
  })
})

test('while another replay of the source runs, it says when to ask again', async () => {
  const lease = { holder: 'other', until: '2026-03-01T06:20:00.000Z' }
  await objects.put('state/replay-lake.json', JSON.stringify({ lease }))
  expect(await replay({ source: 'lake' })).toEqual({
    done: false,
    source: 'lake',
    counts: {},
    after: '2026-03-01T06:01:00.000Z',
  })
})
