import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  type KeysAndAttributes,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { EventPage, EventRecords, PageRequest, Remainder, StoredEvent } from '#core/ports.ts'
import { forEachConcurrent } from './concurrent.ts'
import { backoffMs, type Pause, realPause } from './retry.ts'

type Item = Record<string, AttributeValue>

/** As many as DynamoDB reads at once. */
const getBatch = 100
const writesAtOnce = 25
const mostReads = 8

/** The event of an item; none for what an erasure left, nor for an item that nothing of ours wrote. */
function toEvent(item: Item): StoredEvent[] {
  const { event_id, type, received_at, content_hash, body } = item
  if (!event_id?.S || !type?.S || !received_at?.S || !content_hash?.S || !body?.S) return []
  return [
    {
      eventId: event_id.S,
      type: type.S,
      receivedAt: received_at.S,
      contentHash: content_hash.S,
      body: body.S,
    },
  ]
}

/** Without a body the item is a tombstone: its key and `content_hash` stay. */
function updateOf(table: string, { eventId, body }: Remainder): UpdateItemCommand {
  const common = { TableName: table, Key: { event_id: { S: eventId } } }
  // Else the update of an item that is not there would create it, or bring back an erased one.
  const there = { ConditionExpression: 'attribute_exists(body)' }
  return body === undefined
    ? new UpdateItemCommand({
        ...common,
        ...there,
        UpdateExpression: 'SET erased = :yes REMOVE body, #type, received_at',
        ExpressionAttributeNames: { '#type': 'type' },
        ExpressionAttributeValues: { ':yes': { BOOL: true } },
      })
    : new UpdateItemCommand({
        ...common,
        ...there,
        UpdateExpression: 'SET body = :body',
        ExpressionAttributeValues: { ':body': { S: body } },
      })
}

interface Table {
  readonly client: Pick<DynamoDBClient, 'send'>
  readonly table: string
  readonly pause: Pause
}

async function getSome(
  { client, table, pause }: Table,
  eventIds: readonly string[],
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  let keys: KeysAndAttributes['Keys'] = eventIds.map((id) => ({ event_id: { S: id } }))
  for (let attempt = 0; keys && keys.length > 0; attempt += 1) {
    if (attempt === mostReads) throw new Error(`${keys.length} events could not be read`)
    if (attempt > 0) await pause.sleep(backoffMs(attempt, 50, 2000, pause.random))
    const answer: BatchGetItemCommandOutput = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
    )
    events.push(...(answer.Responses?.[table] ?? []).flatMap(toEvent))
    keys = answer.UnprocessedKeys?.[table]?.Keys
  }
  return events
}

async function eraseOne({ client, table }: Table, remainder: Remainder): Promise<void> {
  try {
    await client.send(updateOf(table, remainder))
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}

async function scan({ client, table }: Table, page: PageRequest): Promise<EventPage> {
  const { segment, segments, after } = page
  const { Items = [], LastEvaluatedKey } = await client.send(
    new ScanCommand({
      TableName: table,
      Segment: segment,
      TotalSegments: segments,
      ConsistentRead: true,
      ...(after === undefined ? {} : { ExclusiveStartKey: { event_id: { S: after } } }),
    }),
  )
  const next = LastEvaluatedKey?.event_id?.S
  return { events: Items.flatMap(toEvent), ...(next === undefined ? {} : { next }) }
}

/**
 * The items of the event table. What it writes are changes of items, which the filter of the event
 * source keeps out of the feed.
 */
export function createEventRecords(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  pause: Pause = realPause,
): EventRecords {
  const own = { client, table, pause }
  return {
    async get(eventIds) {
      const ids = [...new Set(eventIds)]
      const events: StoredEvent[] = []
      for (let start = 0; start < ids.length; start += getBatch) {
        events.push(...(await getSome(own, ids.slice(start, start + getBatch))))
      }
      return events
    },
    scan: (page) => scan(own, page),
    erase: (remainders) =>
      forEachConcurrent(remainders, writesAtOnce, (each) => eraseOne(own, each)),
  }
}
