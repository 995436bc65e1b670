import type { AttributeValue, DynamoDBRecord } from 'aws-lambda'
import type { FeedRecord, StoredEvent } from '#core/ports.ts'

type Item = Readonly<Record<string, AttributeValue>>

/**
 * The inserted items of a DynamoDB stream batch, in order. An item that nothing of ours wrote
 * still becomes a record, its attributes as the body, so that the export can set it aside instead
 * of the shard standing still.
 */
export function feedRecords(records: readonly DynamoDBRecord[]): FeedRecord[] {
  return records.filter(({ eventName }) => eventName === 'INSERT').map(toFeedRecord)
}

function toFeedRecord({ dynamodb }: DynamoDBRecord): FeedRecord {
  if (!dynamodb?.SequenceNumber || !dynamodb.NewImage) {
    throw new Error(
      'stream record without a sequence number or a new image: the stream must carry new images',
    )
  }
  return { sequence: dynamodb.SequenceNumber, event: toEvent(dynamodb.NewImage) }
}

function toEvent(item: Item): StoredEvent {
  const text = (name: string) => item[name]?.S ?? ''
  return {
    eventId: text('event_id'),
    type: text('type'),
    receivedAt: text('received_at'),
    contentHash: text('content_hash'),
    body: item.body?.S ?? JSON.stringify(item),
  }
}
