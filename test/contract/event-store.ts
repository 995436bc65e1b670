import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventStore, StoredEvent } from '#core/ports.ts'
import type { Opened } from './opened.ts'

export function storedEvent(changes: Partial<StoredEvent> = {}): StoredEvent {
  const body = changes.body ?? '{"type":"touch"}'
  return {
    eventId: randomUUID(),
    type: 'touch',
    receivedAt: '2026-03-01T09:30:00.000Z',
    contentHash: createHash('sha256').update(body).digest('hex'),
    body,
    ...changes,
  }
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

function describeOutcomes(store: () => EventStore): void {
  test('a new event is accepted, and again it is a duplicate', async () => {
    const event = storedEvent()
    expect(await store().append([event])).toEqual(['accepted'])
    expect(await store().append([event])).toEqual(['duplicate'])
  })

  test('a duplicate is known by its content, whenever it is received', async () => {
    const event = storedEvent()
    await store().append([event])
    const later = { ...event, receivedAt: '2026-03-02T00:00:00.000Z' }
    expect(await store().append([later])).toEqual(['duplicate'])
  })

  test('the same id with other content is a conflict and replaces nothing', async () => {
    const event = storedEvent()
    const other = storedEvent({ eventId: event.eventId, body: '{"type":"stage"}' })
    await store().append([event])
    expect(await store().append([other])).toEqual(['conflict'])
    expect(await store().append([event])).toEqual(['duplicate'])
    expect(await store().append([other])).toEqual(['conflict'])
  })
}

function describeBatches(store: () => EventStore): void {
  test('within one call the first of an id wins and the outcomes keep the order', async () => {
    const [first, second] = [storedEvent(), storedEvent()]
    const conflicting = storedEvent({ eventId: first.eventId, body: '{"n":2}' })
    expect(await store().append([first, second, first, conflicting])).toEqual([
      'accepted',
      'accepted',
      'duplicate',
      'conflict',
    ])
  })

  test('no events, no outcomes', async () => {
    expect(await store().append([])).toEqual([])
  })

  test('a full batch is accepted', async () => {
    const events = times(500, storedEvent)
    expect(await store().append(events)).toEqual(times(500, () => 'accepted'))
  })

  test('large bodies and any text are accepted', async () => {
    const large = storedEvent({ body: JSON.stringify({ text: 'é'.repeat(100_000) }) })
    const odd = storedEvent({
      eventId: `it's "é" 日本 😀 ${randomUUID()}`,
      body: '{"a":"\\u0000"}',
    })
    expect(await store().append([large, odd])).toEqual(['accepted', 'accepted'])
    expect(await store().append([large, odd])).toEqual(['duplicate', 'duplicate'])
  })

  test('of appends at the same moment one is accepted', async () => {
    const event = storedEvent()
    const outcomes = await Promise.all(times(8, () => store().append([event])))
    expect(outcomes.flat().toSorted()).toEqual(['accepted', ...times(7, () => 'duplicate')])
  })
}

/** What every event store promises; event ids are new ones, so the store need not be empty. */
export function describeEventStore(name: string, open: () => Promise<Opened<EventStore>>): void {
  describe(`event store: ${name}`, () => {
    let opened: Opened<EventStore>
    const store = () => opened.port

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    describe('one event', () => describeOutcomes(store))
    describe('a batch', () => describeBatches(store))
  })
}
