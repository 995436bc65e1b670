import { createHash } from 'node:crypto'
import type { DynamoDBRecord } from 'aws-lambda'
import type { StoredEvent } from '#core/ports.ts'
import { eventItem } from '#functions/aws/event-store.ts'

/** One shard of a table's stream; after a split its items go on in its two children. */
export interface Shard {
  readonly id: string
  readonly parent: Shard | undefined
  readonly records: DynamoDBRecord[]
  children: readonly [Shard, Shard] | undefined
}

const newShard = (id: string, parent?: Shard): Shard => ({
  id,
  parent,
  records: [],
  children: undefined,
})

/** Which child of a shard at this depth an item belongs to. */
const side = (eventId: string, depth: number): 0 | 1 =>
  ((createHash('sha256').update(eventId).digest()[depth] ?? 0) & 1) === 0 ? 0 : 1

type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>

function* under(shard: Shard): Generator<Shard> {
  yield shard
  for (const child of shard.children ?? []) yield* under(child)
}

function leafOf(root: Shard, eventId: string): Shard {
  let shard = root
  for (let depth = 0; shard.children; depth += 1) shard = shard.children[side(eventId, depth)]
  return shard
}

/** Divides one of the open shards. */
function split(root: Shard, choice: number): void {
  const open = [...under(root)].filter(({ children }) => children === undefined)
  const shard = open[choice % open.length]
  if (shard) shard.children = [newShard(`${shard.id}0`, shard), newShard(`${shard.id}1`, shard)]
}

/** An event table and its stream, as DynamoDB keeps them: an item stays in the shards of its key. */
export function createTable() {
  const root = newShard('shard')
  const items = new Map<string, StoredEvent>()
  const inserted = new Map<string, string>()
  let sequence = 0

  function emit(eventName: 'INSERT' | 'MODIFY', eventId: string, atMs: number, image?: Image) {
    sequence += 1
    const SequenceNumber = String(10 ** 15 + sequence).padEnd(24, '0')
    if (eventName === 'INSERT') inserted.set(eventId, SequenceNumber)
    leafOf(root, eventId).records.push({
      eventName,
      dynamodb: {
        ApproximateCreationDateTime: atMs / 1000,
        Keys: { event_id: { S: eventId } },
        ...(image ? { NewImage: image } : {}),
        SequenceNumber,
      },
    })
  }

  return {
    items,
    /** Under which the stream told of the new item; empty when there is none. */
    sequenceOf: (eventId: string): string => inserted.get(eventId) ?? '',
    shards: () => [...under(root)],
    split: (choice: number) => split(root, choice),
    /** A conditional put: what is there stays, and the stream hears of new items alone. */
    put(event: StoredEvent, atMs: number): void {
      if (items.has(event.eventId)) return
      items.set(event.eventId, event)
      emit('INSERT', event.eventId, atMs, eventItem(event) as Image)
    },
    /** A record that no handler can read. */
    putUnreadable: (eventId: string, atMs: number) => emit('INSERT', eventId, atMs),
    /** Something changes an item, as an erasure does. */
    change(eventId: string, atMs: number): void {
      const event = items.get(eventId)
      if (event) emit('MODIFY', eventId, atMs, eventItem(event) as Image)
    },
  }
}

export type Table = ReturnType<typeof createTable>
