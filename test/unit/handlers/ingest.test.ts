import { beforeEach, describe, expect, test } from 'vitest'
import { contentHash } from '#core/hash.ts'
import { logTo } from '#core/log.ts'
import { now, setup, stage } from './ingest-setup.ts'

let logged: unknown[] = []
beforeEach(() => {
  logged = []
  logTo((line) => logged.push(JSON.parse(line)))
})

describe('an accepted event', () => {
  test('is stored as validated, in UTC, with the time it was received', async () => {
    const { store, post } = setup()
    const event = { ...stage, event_id: 'e1', amount: 1.5, currency: 'EUR' }
    const { status, results } = await post([event])
    expect(status).toBe(200)
    expect(results).toEqual([{ index: 0, event_id: 'e1', status: 'accepted', errors: [] }])
    const stored = store.events.get('e1')
    expect(stored).toMatchObject({
      eventId: 'e1',
      type: 'stage',
      receivedAt: now,
      contentHash: contentHash(event),
    })
    expect(JSON.parse(stored?.body ?? '')).toEqual({
      ...event,
      amount: '1.5',
      occurred_at: '2026-03-01T08:30:00.000Z',
    })
  })

  test('without an id takes the hash of its content, so that the same again is a duplicate', async () => {
    const { store, post } = setup()
    const hash = contentHash(stage)
    const first = await post([stage, stage])
    expect(first.results.map(({ event_id, status }) => [event_id, status])).toEqual([
      [hash, 'accepted'],
      [hash, 'duplicate'],
    ])
    expect(JSON.parse(store.events.get(hash)?.body ?? '')).toMatchObject({ event_id: hash })
    expect((await post([stage])).statuses).toEqual(['duplicate'])
  })

  test('is the same for other spelling of the same JSON, and another for another value', async () => {
    const { post } = setup()
    await post(
      '{"events":[{"event_id":"e1","type":"stage","name":"mql","lead_id":"l1","source_system":"crm","occurred_at":"2026-03-01","date_only":true,"amount":1.50,"currency":"EUR"}]}',
    )
    const again = await post(
      '{"events":[{"currency":"EUR","amount":15e-1,"date_only":true,"name":"\\u006dql","lead_id":"l1","type":"stage","source_system":"crm","occurred_at":"2026-03-01","event_id":"e1"}]}',
    )
    expect(again.statuses).toEqual(['duplicate'])
  })

  test('may happen 24 hours ahead, and not a millisecond more', async () => {
    const { post } = setup()
    const { results } = await post([
      { ...stage, occurred_at: '2026-03-02T12:00:00.000Z' },
      { ...stage, occurred_at: '2026-03-02T12:00:00.001Z' },
      { ...stage, occurred_at: '2026-03-02', date_only: true },
      { ...stage, occurred_at: '2026-03-03', date_only: true },
      { ...stage, recorded_at: now },
      { ...stage, recorded_at: '2026-03-01T12:00:00.001Z' },
    ])
    expect(results.map(({ errors }) => errors.map(({ code, path }) => `${code} ${path}`))).toEqual([
      [],
      ['in_future occurred_at'],
      [],
      ['in_future occurred_at'],
      [],
      ['in_future recorded_at'],
    ])
  })
})

describe('a bad event', () => {
  test('does not sink the good ones around it, and is kept as sent with its reason', async () => {
    const { store, post, kept } = setup()
    const bad =
      '{"type": "stage", "event_id":"e2","name":"mql", "source_system":"crm","occurred_at":"2026-03-01T00:00:00Z","lead_id":"\\ud800","properties":{"n":9007199254740993}}'
    const deep = `{"type":"stage","properties":${'['.repeat(10_000)}${']'.repeat(10_000)}}`
    const good = (id: string) => JSON.stringify({ ...stage, event_id: id })
    const { status, results } = await post(
      `{"events":[${good('e1')},${bad},${deep},7,${good('e3')}]}`,
    )
    expect(status).toBe(200)
    expect(results.map(({ event_id, status }) => [event_id, status])).toEqual([
      ['e1', 'accepted'],
      ['e2', 'rejected'],
      [null, 'rejected'],
      [null, 'rejected'],
      ['e3', 'accepted'],
    ])
    expect(results[1]?.errors.map(({ code, path }) => [code, path])).toEqual([
      ['lone_surrogate', 'lead_id'],
      ['unsafe_number', 'properties.n'],
    ])
    expect([...store.events.keys()].sort()).toEqual(['e1', 'e3'])
    expect(
      kept()
        .map(({ text }) => text)
        .sort(),
    ).toEqual([bad, deep, '7'].sort())
    expect(kept().find(({ text }) => text === bad)).toEqual({
      key: expect.stringMatching(/^quarantine\/at=2026-03-01-12\/[0-9a-f]{64}\.json$/),
      status: 'rejected',
      errors: results[1]?.errors,
      received_at: now,
      source_system: 'crm',
      event_id: 'e2',
      bytes: bad.length,
      replayable: true,
      text: bad,
    })
    expect(logged).toContainEqual(
      expect.objectContaining({
        code: 'event_quarantined',
        codes: ['lone_surrogate', 'unsafe_number'],
      }),
    )
  })

  test('sent twice is one object', async () => {
    const { post, kept } = setup()
    const { statuses } = await post([{ type: 'x' }, { type: 'x' }, { type: 'y' }])
    await post([{ type: 'x' }])
    expect(statuses).toEqual(['rejected', 'rejected', 'rejected'])
    expect(kept()).toHaveLength(2)
  })

  test('above 200 KB keeps its first 8 KB and cannot be replayed', async () => {
    const { post, kept } = setup()
    const event = { ...stage, properties: { a: Array(30).fill('é'.repeat(4_000)) } }
    const { results } = await post([event])
    expect(results[0]?.errors).toMatchObject([{ code: 'too_large', path: '' }])
    const [{ text, replayable, bytes }] = kept() as [
      { text: string; replayable: boolean; bytes: number },
    ]
    expect({ replayable, bytes }).toEqual({
      replayable: false,
      bytes: Buffer.byteLength(JSON.stringify(event)),
    })
    expect(Buffer.byteLength(text)).toBeGreaterThan(8_188)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8_192)
    expect(JSON.stringify(event).startsWith(text)).toBe(true)
  })

  test('that cannot be kept is to be sent again, and the good ones stay accepted', async () => {
    const { objects, post } = setup()
    objects.broken = /^quarantine/
    const { status, statuses } = await post([{ type: 'x' }, { ...stage, event_id: 'e1' }])
    expect(status).toBe(200)
    expect(statuses).toEqual(['retry', 'accepted'])
    expect(logged).toContainEqual(expect.objectContaining({ code: 'quarantine_failed' }))
  })
})
