import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from 'vitest'
import { createEventRecords } from '#functions/aws/event-records.ts'
import { type Call, fakeClient, fakePause, sdkError } from './fake-client.ts'

const item = (eventId: string) => ({
  event_id: { S: eventId },
  type: { S: 'stage' },
  received_at: { S: '2026-03-01T06:00:00.000Z' },
  content_hash: { S: 'h1' },
  body: { S: '{}' },
})
const tombstone = (eventId: string) => ({
  event_id: { S: eventId },
  content_hash: { S: 'h1' },
  erased: { BOOL: true },
})
const event = (eventId: string) => ({
  eventId,
  type: 'stage',
  receivedAt: '2026-03-01T06:00:00.000Z',
  contentHash: 'h1',
  body: '{}',
})

const records = (answer: (call: Call, index: number) => unknown) => {
  const { client, calls } = fakeClient<DynamoDBClient>(answer)
  return { calls, records: createEventRecords(client, 'events', fakePause()) }
}

type Keys = readonly { readonly event_id: { readonly S: string } }[]
const keysOf = ({ input }: Call) =>
  (input.RequestItems as { events: { Keys: Keys } }).events.Keys.map(({ event_id }) => event_id.S)

describe('get', () => {
  test('asks for 100 at a time, each id once, and leaves tombstones out', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => `e${index}`)
    const { calls, records: store } = records((call) => ({
      Responses: {
        events: keysOf(call).map((id) => (id === 'e7' ? tombstone(id) : item(id))),
      },
    }))
    const found = await store.get([...ids, 'e0'])
    expect(found).toEqual(ids.filter((id) => id !== 'e7').map(event))
    expect(calls.map((call) => keysOf(call).length)).toEqual([100, 1])
  })

  test('what DynamoDB left unread is asked for again', async () => {
    const { calls, records: store } = records((_, index) =>
      index === 0
        ? {
            Responses: { events: [item('a')] },
            UnprocessedKeys: { events: { Keys: [{ event_id: { S: 'b' } }] } },
          }
        : { Responses: { events: [item('b')] } },
    )
    expect(await store.get(['a', 'b'])).toEqual([event('a'), event('b')])
    expect(calls.map(keysOf)).toEqual([['a', 'b'], ['b']])
  })

  test('keys that stay unread are an error, not missing events', async () => {
    const { records: store } = records((call) => ({
      UnprocessedKeys: (call.input as { RequestItems: unknown }).RequestItems,
    }))
    await expect(store.get(['a'])).rejects.toThrow('1 events could not be read')
  })
})

describe('scan', () => {
  test('goes on after the last key that was looked at, also when the page held no event', async () => {
    const { calls, records: store } = records((_, index) =>
      index === 0
        ? { Items: [tombstone('a')], LastEvaluatedKey: { event_id: { S: 'a' } } }
        : { Items: [item('b')] },
    )
    const first = await store.scan({ segment: 1, segments: 4 })
    expect(first).toEqual({ events: [], next: 'a' })
    expect(await store.scan({ segment: 1, segments: 4, after: 'a' })).toEqual({
      events: [event('b')],
    })
    expect(calls[1]?.input).toMatchObject({
      Segment: 1,
      TotalSegments: 4,
      ExclusiveStartKey: { event_id: { S: 'a' } },
    })
  })
})

describe('erase', () => {
  test('takes everything but id and hash away, and only where an event is', async () => {
    const { calls, records: store } = records(() => ({}))
    await store.erase([{ eventId: 'a' }])
    expect(calls[0]?.input).toEqual({
      TableName: 'events',
      Key: { event_id: { S: 'a' } },
      ConditionExpression: 'attribute_exists(body)',
      UpdateExpression: 'SET erased = :yes REMOVE body, #type, received_at',
      ExpressionAttributeNames: { '#type': 'type' },
      ExpressionAttributeValues: { ':yes': { BOOL: true } },
    })
  })

  test('an event that is gone already is passed over, another error is not', async () => {
    const gone = new ConditionalCheckFailedException({ message: 'failed', $metadata: {} })
    await records(() => gone).records.erase([{ eventId: 'a', body: '{}' }])
    const denied = sdkError('AccessDeniedException', 400)
    await expect(records(() => denied).records.erase([{ eventId: 'a' }])).rejects.toBe(denied)
  })
})
