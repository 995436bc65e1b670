import { beforeEach, describe, expect, test } from 'vitest'
import { RequestError } from '#core/errors.ts'
import { logTo } from '#core/log.ts'
import { createIngest } from '#handlers/ingest.ts'
import { clockAt } from '../memory.ts'
import { now, request, setup, stage } from './ingest-setup.ts'

beforeEach(() => logTo(() => undefined))

describe('the same id', () => {
  const event = (id: string, name: string) => ({ ...stage, event_id: id, name })

  test('twice in a batch: the first wins', async () => {
    const { store, post, kept } = setup()
    const { results, statuses } = await post([
      event('e1', 'a'),
      event('e1', 'b'),
      event('e2', 'x'),
      event('e1', 'a'),
      event('e1', 'b'),
    ])
    expect(statuses).toEqual(['accepted', 'conflict', 'accepted', 'duplicate', 'conflict'])
    expect(JSON.parse(store.events.get('e1')?.body ?? '')).toMatchObject({ name: 'a' })
    expect(results[1]?.errors).toMatchObject([{ code: 'conflict', path: 'event_id' }])
    expect(kept()).toMatchObject([
      {
        status: 'conflict',
        event_id: 'e1',
        source_system: 'crm',
        text: JSON.stringify(event('e1', 'b')),
      },
    ])
  })

  test('as one stored before: compared with what is stored, not with the batch', async () => {
    const { post } = setup()
    await post([event('e1', 'a')])
    const { statuses } = await post([event('e1', 'b'), event('e1', 'a'), event('e1', 'b')])
    expect(statuses).toEqual(['conflict', 'duplicate', 'conflict'])
  })

  test('as one that was erased: other content is a conflict, and is kept nowhere', async () => {
    const { store, objects, post } = setup()
    await post([event('e1', 'a')])
    await store.erase([{ eventId: 'e1' }])
    const { results, statuses } = await post([event('e1', 'a'), event('e1', 'b')])
    expect(statuses).toEqual(['duplicate', 'conflict'])
    expect(results[1]?.errors).toMatchObject([{ code: 'conflict', path: 'event_id' }])
    expect(objects.bodies.size).toBe(0)
  })

  test('whose first could not be stored waits with it', async () => {
    const { store, objects, post } = setup()
    store.unavailable.add('e1')
    const { status, statuses } = await post([event('e1', 'a'), event('e1', 'b'), event('e2', 'a')])
    expect(status).toBe(200)
    expect(statuses).toEqual(['retry', 'retry', 'accepted'])
    expect(objects.bodies.size).toBe(0)
  })
})

describe('a batch', () => {
  test('of which nothing could be stored is answered with 503', async () => {
    const { store, post } = setup()
    store.unavailable.add('e1')
    const { status, headers, statuses } = await post([{ ...stage, event_id: 'e1' }])
    expect([status, headers['retry-after'], statuses]).toEqual([503, '1', ['retry']])
  })

  test('fails when the store fails', async () => {
    const { objects } = setup()
    const store = { append: () => Promise.reject(new Error('down')) }
    const ingest = createIngest({ store, objects, clock: clockAt(now) })
    await expect(ingest(request(JSON.stringify({ events: [stage] })))).rejects.toThrow('down')
  })

  test.each([
    ['no type', 415, '{}', {}],
    ['form', 415, '{}', { 'content-type': 'text/plain' }],
    ['compressed', 415, '{}', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
    ['too large', 413, ' '.repeat(1_048_577), { 'content-type': 'application/json' }],
    ['not JSON', 400, '{', { 'content-type': 'Application/JSON; charset=utf-8' }],
  ])('%s is refused with %i', async (_, status, text, headers) => {
    const { ingest } = setup()
    const refusal = await ingest(request(text, headers)).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(RequestError)
    expect(refusal).toMatchObject({ status })
  })
})
