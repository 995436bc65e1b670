import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventRecords, EventStore, StoredEvent } from '#core/ports.ts'
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

type Records = EventStore & EventRecords

const idsOf = (events: readonly StoredEvent[]) => events.map(({ eventId }) => eventId).toSorted()

async function scanAll(store: EventRecords, segments: number): Promise<StoredEvent[]> {
  const found: StoredEvent[] = []
  for (let segment = 0; segment < segments; segment += 1) {
    let after: string | undefined
    do {
      const page = await store.scan({
        segment,
        segments,
        ...(after === undefined ? {} : { after }),
      })
      found.push(...page.events)
      after = page.next
    } while (after !== undefined)
  }
  return found
}

function describeErasure(store: () => Records): void {
  test('an erased event is gone; sent again it is a duplicate and stays away', async () => {
    const [event, other] = [storedEvent(), storedEvent()]
    await store().append([event, other])
    await store().erase([{ eventId: event.eventId }])
    expect(await store().get([event.eventId, other.eventId])).toEqual([other])
    expect(await store().append([event])).toEqual(['duplicate'])
    expect(await store().get([event.eventId])).toEqual([])
  })

  test('other content under an erased id is told apart from a conflict and not stored', async () => {
    const event = storedEvent()
    await store().append([event])
    await store().erase([{ eventId: event.eventId }])
    const other = storedEvent({ eventId: event.eventId, body: '{"type":"stage"}' })
    expect(await store().append([other, other])).toEqual(['erased', 'erased'])
    expect(await store().get([event.eventId])).toEqual([])
  })

  test('with another body it is the same event: a duplicate by what was sent', async () => {
    const event = storedEvent()
    await store().append([event])
    await store().erase([{ eventId: event.eventId, body: '{"type":"less"}' }])
    expect(await store().get([event.eventId])).toEqual([{ ...event, body: '{"type":"less"}' }])
    expect(await store().append([event])).toEqual(['duplicate'])
  })

  test('twice is once, and neither an unknown nor an erased event comes to be', async () => {
    const [event, unknown] = [storedEvent(), storedEvent()]
    await store().append([event])
    const gone = [{ eventId: event.eventId }, { eventId: unknown.eventId }]
    await store().erase(gone)
    await store().erase(gone)
    await store().erase(gone.map((each) => ({ ...each, body: '{}' })))
    expect(await store().get([event.eventId, unknown.eventId])).toEqual([])
    expect(await store().append([event, unknown])).toEqual(['duplicate', 'accepted'])
  })
}

function describeReading(store: () => Records): void {
  test('events are read back as they were stored, those of unknown ids left out', async () => {
    const events = times(120, storedEvent)
    await store().append(events)
    const found = await store().get([...idsOf(events), randomUUID()])
    expect(found.toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1))).toEqual(
      events.toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1)),
    )
    expect(await store().get([])).toEqual([])
  })

  test.each([1, 4])(
    'a scan in %i segments meets every event once, no erased one',
    async (segments) => {
      const events = times(50, storedEvent)
      const [erased, ...kept] = events
      await store().append(events)
      await store().erase([{ eventId: erased?.eventId ?? '' }])
      const found = idsOf(await scanAll(store(), segments))
      expect(found).toEqual([...new Set(found)])
      const mine = new Set(idsOf(events))
      expect(found.filter((id) => mine.has(id))).toEqual(idsOf(kept))
    },
  )
}

/** What every event store promises; event ids are new ones, so the store need not be empty. */
export function describeEventStore(name: string, open: () => Promise<Opened<Records>>): void {
  describe(`event store: ${name}`, () => {
    let opened: Opened<Records>
    const store = () => opened.port

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    describe('one event', () => describeOutcomes(store))
    describe('a batch', () => describeBatches(store))
    describe('an erasure', () => describeErasure(store))
    describe('reading', () => describeReading(store))
  })
}
