import type { DynamoDBRecord } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import type { StoredEvent } from '#core/ports.ts'
import { eventItem } from '#functions/aws/event-store.ts'
import { feedRecords } from '#functions/aws/stream-records.ts'

const event: StoredEvent = {
  eventId: 'a',
  type: 'stage',
  receivedAt: '2026-03-01T06:00:00.000Z',
  contentHash: 'h1',
  body: '{"event_id":"a"}',
}

const record = (
  sequence: string,
  image: object,
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE' = 'INSERT',
) => ({ eventName, dynamodb: { SequenceNumber: sequence, NewImage: image } }) as DynamoDBRecord

describe('feedRecords', () => {
  test('what the store wrote comes back as it was', () => {
    expect(feedRecords([record('111100000000000000000000001', eventItem(event))])).toEqual([
      { sequence: '111100000000000000000000001', event },
    ])
  })

  test('keeps the order and leaves out everything but inserts', () => {
    const records = [
      record('3', eventItem(event)),
      record('1', eventItem(event), 'MODIFY'),
      record('2', eventItem(event), 'REMOVE'),
      record('4', eventItem(event)),
    ]
    expect(feedRecords(records).map(({ sequence }) => sequence)).toEqual(['3', '4'])
  })

  test('an item of another hand becomes a record that holds all of it', () => {
    const [foreign] = feedRecords([record('5', { event_id: { S: 'x' }, note: { N: '1' } })])
    expect(foreign).toEqual({
      sequence: '5',
      event: {
        eventId: 'x',
        type: '',
        receivedAt: '',
        contentHash: '',
        body: '{"event_id":{"S":"x"},"note":{"N":"1"}}',
      },
    })
  })

  test('a stream without new images is an error, not an empty batch', () => {
    expect(() => feedRecords([{ eventName: 'INSERT', dynamodb: { SequenceNumber: '1' } }])).toThrow(
      'new image',
    )
  })
})
