import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { AppendOutcome, EventStore, StoredEvent } from '#core/ports.ts'
import { forEachConcurrent } from './concurrent.ts'
import { isTransient } from './retry.ts'

const concurrency = 25

interface Written {
  readonly outcome: AppendOutcome
  /** What the table holds now under the id; undefined when that is not known. */
  readonly stored: Stored | undefined
}

interface Stored {
  readonly hash: string
  readonly isErased: boolean
}

/**
 * The attributes under which an event lies in the table; the stream hands the same ones to the
 * export.
 */
export function eventItem(event: StoredEvent): Record<string, AttributeValue> {
  return {
    event_id: { S: event.eventId },
    type: { S: event.type },
    received_at: { S: event.receivedAt },
    content_hash: { S: event.contentHash },
    body: { S: event.body },
  }
}

/**
 * The event table: one conditional put per event, because a batch write would overwrite what is
 * there.
 */
export function createEventStore(client: Pick<DynamoDBClient, 'send'>, table: string): EventStore {
  async function write(event: StoredEvent): Promise<Written> {
    const command = new PutItemCommand({
      TableName: table,
      Item: eventItem(event),
      ConditionExpression: 'attribute_not_exists(event_id)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    try {
      await client.send(command)
      return { outcome: 'accepted', stored: { hash: event.contentHash, isErased: false } }
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException)
        return compare(event, storedOf(error.Item))
      if (isTransient(error)) return { outcome: 'retry', stored: undefined }
      throw error
    }
  }

  /**
   * Events of one id in order: only the first is written, the others are compared with what it
   * left there.
   */
  async function writeSameId(events: readonly StoredEvent[]): Promise<AppendOutcome[]> {
    const [first, ...others] = events
    if (!first) return []
    const { outcome, stored } = await write(first)
    return [outcome, ...others.map((other) => compare(other, stored).outcome)]
  }

  return {
    async append(events) {
      const outcomes: AppendOutcome[] = []
      await forEachConcurrent([...indexesById(events).values()], concurrency, async (indexes) => {
        const written = await writeSameId(indexes.flatMap((index) => events[index] ?? []))
        indexes.forEach((index, at) => {
          outcomes[index] = written[at] ?? 'retry'
        })
      })
      return outcomes
    },
  }
}

/**
 * An item that something else wrote without a hash still holds the id: it conflicts with every
 * event.
 */
function storedOf(item: Record<string, AttributeValue> | undefined): Stored | undefined {
  if (!item) return undefined
  return { hash: item.content_hash?.S ?? '', isErased: item.erased?.BOOL === true }
}

function compare(event: StoredEvent, stored: Stored | undefined): Written {
  if (stored === undefined) return { outcome: 'retry', stored }
  const other = stored.isErased ? 'erased' : 'conflict'
  return { outcome: stored.hash === event.contentHash ? 'duplicate' : other, stored }
}

function indexesById(events: readonly StoredEvent[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  events.forEach(({ eventId }, index) => {
    const group = groups.get(eventId)
    if (group) group.push(index)
    else groups.set(eventId, [index])
  })
  return groups
}
