import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { AppendOutcome, EventStore, StoredEvent } from '#core/ports.ts'
import { isTransient } from './retry.ts'

const concurrency = 25

interface Written {
  readonly outcome: AppendOutcome
  /** Content hash of what the table holds now; undefined when that is not known. */
  readonly storedHash: string | undefined
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
      return { outcome: 'accepted', storedHash: event.contentHash }
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException)
        return compare(event, hashOf(error.Item))
      if (isTransient(error)) return { outcome: 'retry', storedHash: undefined }
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
    const { outcome, storedHash } = await write(first)
    return [outcome, ...others.map((other) => compare(other, storedHash).outcome)]
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
const hashOf = (item: Record<string, AttributeValue> | undefined) =>
  item && (item.content_hash?.S ?? '')

function compare(event: StoredEvent, storedHash: string | undefined): Written {
  if (storedHash === undefined) return { outcome: 'retry', storedHash }
  return { outcome: storedHash === event.contentHash ? 'duplicate' : 'conflict', storedHash }
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

/**
 * Runs `work` over the items, `width` at a time; after an error starts none, awaits those begun,
 * then throws it.
 */
async function forEachConcurrent<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  const errors: unknown[] = []
  async function drain(): Promise<void> {
    for (const item of queue) {
      if (errors.length > 0) return
      try {
        await work(item)
      } catch (error) {
        errors.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, drain))
  if (errors.length > 0) throw errors[0]
}
