import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from 'vitest'
import type { StoredEvent } from '#core/ports.ts'
import { createEventStore } from '#functions/aws/event-store.ts'
import { type Call, fakeClient, sdkError } from './fake-client.ts'

const event = (eventId: string, contentHash = 'h1'): StoredEvent => ({
  eventId,
  type: 'stage',
  receivedAt: '2026-03-01T06:00:00.000Z',
  contentHash,
  body: `{"event_id":"${eventId}"}`,
})

const taken = (contentHash?: string) =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: { httpStatusCode: 400 },
    Item: { event_id: { S: 'x' }, ...(contentHash && { content_hash: { S: contentHash } }) },
  })

const idOf = ({ input }: Call) => (input.Item as { event_id: { S: string } }).event_id.S
const store = (answer: (call: Call) => unknown) => {
  const { client, calls } = fakeClient<DynamoDBClient>(answer)
  return { calls, store: createEventStore(client, 'events') }
}

describe('append', () => {
  test('puts one item under the condition that its id is free and asks for the one in its place', async () => {
    const { calls, store: events } = store(() => ({}))
    expect(await events.append([event('a')])).toEqual(['accepted'])
    expect(calls).toEqual([
      {
        command: 'PutItemCommand',
        input: {
          TableName: 'events',
          Item: {
            event_id: { S: 'a' },
            type: { S: 'stage' },
            received_at: { S: '2026-03-01T06:00:00.000Z' },
            content_hash: { S: 'h1' },
            body: { S: '{"event_id":"a"}' },
          },
          ConditionExpression: 'attribute_not_exists(event_id)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    ])
  })

  test('answers in the order of the events, whatever order the puts end in', async () => {
    const { store: events } = store(async (call) => {
      if (idOf(call) === 'same') return taken('h1')
      if (idOf(call) === 'other') return taken('h2')
      await new Promise((resolve) => setImmediate(resolve))
      return {}
    })
    const batch = [event('new'), event('same'), event('other'), event('new2')]
    expect(await events.append(batch)).toEqual(['accepted', 'duplicate', 'conflict', 'accepted'])
  })

  test('an item that nothing of ours wrote keeps its id: conflict', async () => {
    const { store: events } = store(() => taken())
    expect(await events.append([event('a')])).toEqual(['conflict'])
  })

  test('what an erasure left: the same content is a duplicate, other content is told apart', async () => {
    const tombstone = new ConditionalCheckFailedException({
      message: 'The conditional request failed',
      $metadata: { httpStatusCode: 400 },
      Item: { event_id: { S: 'x' }, content_hash: { S: 'h1' }, erased: { BOOL: true } },
    })
    const { store: events } = store(() => tombstone)
    expect(await events.append([event('a', 'h1')])).toEqual(['duplicate'])
    expect(await events.append([event('a', 'h2')])).toEqual(['erased'])
  })

  test('the same id twice: the first wins, the others are compared with it and not sent', async () => {
    const { calls, store: events } = store(() => ({}))
    const batch = [event('a', 'h1'), event('a', 'h2'), event('b'), event('a', 'h1')]
    expect(await events.append(batch)).toEqual(['accepted', 'conflict', 'accepted', 'duplicate'])
    expect(calls.map(idOf).sort()).toEqual(['a', 'b'])
  })

  test('the same id twice after an older one: both are compared with the stored item', async () => {
    const { store: events } = store(() => taken('h2'))
    expect(await events.append([event('a', 'h1'), event('a', 'h2')])).toEqual([
      'conflict',
      'duplicate',
    ])
  })

  test('when the first of one id was not stored, neither are the others: a later one must not win', async () => {
    const { calls, store: events } = store(() => sdkError('ThrottlingException', 400))
    expect(await events.append([event('a', 'h1'), event('a', 'h2')])).toEqual(['retry', 'retry'])
    expect(calls).toHaveLength(1)
  })

  test.each([
    sdkError('ProvisionedThroughputExceededException', 400),
    sdkError('RequestLimitExceeded', 400),
    sdkError('ThrottlingException', 400),
    sdkError('InternalServerError', 500),
    sdkError('ServiceUnavailable', 503),
    Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
    Object.assign(new Error('too slow'), { name: 'TimeoutError' }),
  ])('$name $code becomes retry and leaves the other events alone', async (error) => {
    const { store: events } = store((call) => (idOf(call) === 'a' ? error : {}))
    expect(await events.append([event('a'), event('b')])).toEqual(['retry', 'accepted'])
  })

  test.each([sdkError('AccessDeniedException', 400), sdkError('ResourceNotFoundException', 400)])(
    '$name is thrown: sending again would not help',
    async (error) => {
      const { store: events } = store(() => error)
      await expect(events.append([event('a')])).rejects.toBe(error)
    },
  )

  test('after an error no further put starts and those begun are awaited', async () => {
    let ended = 0
    const { calls, store: events } = store(async (call) => {
      if (idOf(call) === 'e0') return sdkError('AccessDeniedException', 400)
      await new Promise((resolve) => setImmediate(resolve))
      ended += 1
      return {}
    })
    const batch = Array.from({ length: 100 }, (_, index) => event(`e${index}`))
    await expect(events.append(batch)).rejects.toThrow('AccessDeniedException')
    expect(calls).toHaveLength(25)
    expect(ended).toBe(24)
  })

  test('500 events: never more than 25 puts at a time, all of them sent', async () => {
    let open = 0
    let most = 0
    const { calls, store: events } = store(async () => {
      open += 1
      most = Math.max(most, open)
      await new Promise((resolve) => setImmediate(resolve))
      open -= 1
      return {}
    })
    const batch = Array.from({ length: 500 }, (_, index) => event(`e${index}`))
    expect(await events.append(batch)).toEqual(batch.map(() => 'accepted'))
    expect(calls).toHaveLength(500)
    expect(most).toBe(25)
  })

  test('nothing to append asks nothing', async () => {
    const { calls, store: events } = store(() => ({}))
    expect(await events.append([])).toEqual([])
    expect(calls).toEqual([])
  })
})
