import type {
  Context,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
} from 'aws-lambda'
import type { Fault, FaultyObjects } from './stream-objects.ts'
import type { Shard, Table } from './stream-table.ts'

export type StreamHandler = (
  event: DynamoDBStreamEvent,
  context: Context,
) => Promise<DynamoDBBatchResponse>

export interface Mapping {
  readonly batchSize: number
  /** Tries after the first; then the batch is given up. */
  readonly retries: number
  /** A batch that failed with a record older than this is given up. */
  readonly mostAgeMs: number
}

/** Records of a shard `[from, to)` that are handed over together, and how often they were. */
interface Batch {
  readonly from: number
  readonly to: number
  readonly tries: number
}

interface Cursor {
  /** Everything before it is done with. */
  position: number
  /** Parts of the current batch that are still to do, in order. */
  batches: Batch[]
}

type Condition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded'

/** What was given up, as Lambda writes it to a bucket: the records are in `payload`. */
export interface FailureRecord {
  readonly requestContext: { readonly condition: Condition }
  readonly DDBStreamBatchInfo: {
    readonly shardId: string
    readonly startSequenceNumber: string
    readonly endSequenceNumber: string
    readonly batchSize: number
  }
  readonly payload: string
}

interface Options {
  readonly table: Table
  readonly objects: FaultyObjects
  readonly handler: StreamHandler
  readonly mapping: Mapping
  readonly now: () => number
}

const sequenceOf = (record: DynamoDBRecord | undefined) => record?.dynamodb?.SequenceNumber ?? ''
const ageOf = (record: DynamoDBRecord | undefined, now: number) =>
  now - 1000 * (record?.dynamodb?.ApproximateCreationDateTime ?? 0)

interface Driver extends Options {
  readonly cursors: Map<Shard, Cursor>
  readonly failures: FailureRecord[]
}

function cursorOf({ cursors }: Driver, shard: Shard): Cursor {
  const cursor = cursors.get(shard) ?? { position: 0, batches: [] }
  cursors.set(shard, cursor)
  return cursor
}

const isDone = (driver: Driver, shard: Shard): boolean =>
  cursorOf(driver, shard).position === shard.records.length

const isOpen = (driver: Driver, { parent }: Shard): boolean =>
  parent === undefined || (isDone(driver, parent) && isOpen(driver, parent))

async function invoke(
  { objects, handler }: Driver,
  records: DynamoDBRecord[],
  fault: Fault,
): Promise<readonly string[] | 'failed'> {
  if (fault.kind === 'crash') return 'failed'
  // The handler gets a copy, as over a wire.
  const event = structuredClone({ Records: records })
  const answer = await objects
    .during(fault, () => handler(event, {} as Context))
    .catch(() => undefined)
  if (answer === undefined || fault.kind === 'lost_answer') return 'failed'
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
}

/** Nothing is left of the batch. */
function giveUp({ failures }: Driver, shard: Shard, batch: Batch, condition: Condition): Batch[] {
  const records = inserts(shard, batch)
  failures.push({
    requestContext: { condition },
    DDBStreamBatchInfo: {
      shardId: shard.id,
      startSequenceNumber: sequenceOf(records[0]),
      endSequenceNumber: sequenceOf(records.at(-1)),
      batchSize: records.length,
    },
    payload: JSON.stringify({ Records: records }),
  })
  return []
}

/** What is left of a batch after its failure. */
function afterFailure(driver: Driver, shard: Shard, batch: Batch): Batch[] {
  const { mapping, now } = driver
  const { from, to, tries } = batch
  if (ageOf(shard.records[from], now()) > mapping.mostAgeMs) {
    return giveUp(driver, shard, batch, 'RecordAgeExceeded')
  }
  if (to - from > 1) {
    const middle = from + Math.floor((to - from) / 2)
    return [
      { from, to: middle, tries },
      { from: middle, to, tries },
    ]
  }
  if (tries < mapping.retries) return [{ from, to, tries: tries + 1 }]
  return giveUp(driver, shard, batch, 'RetryAttemptsExhausted')
}

function afterPartial(
  driver: Driver,
  shard: Shard,
  batch: Batch,
  failed: readonly string[],
): Batch[] {
  const lowest = [...failed].sort()[0]
  const at = shard.records.findIndex((record) => sequenceOf(record) === lowest)
  if (at < batch.from || at >= batch.to) return afterFailure(driver, shard, batch)
  const rest = { ...batch, from: at, tries: batch.tries + 1 }
  if (rest.tries <= driver.mapping.retries) return [rest]
  return giveUp(driver, shard, rest, 'RetryAttemptsExhausted')
}

async function handle(driver: Driver, shard: Shard, batch: Batch, fault: Fault): Promise<Batch[]> {
  const records = inserts(shard, batch)
  const failed = records.length === 0 ? [] : await invoke(driver, records, fault)
  if (failed === 'failed') return afterFailure(driver, shard, batch)
  return failed.length === 0 ? [] : afterPartial(driver, shard, batch, failed)
}

async function step(driver: Driver, shard: Shard, window: number, fault: Fault): Promise<void> {
  const cursor = cursorOf(driver, shard)
  const { position } = cursor
  const most = Math.min(window, driver.mapping.batchSize)
  const to = Math.min(position + most, shard.records.length)
  const [batch = { from: position, to, tries: 0 }, ...others] = cursor.batches
  cursor.batches = [...(await handle(driver, shard, batch, fault)), ...others]
  cursor.position = cursor.batches[0]?.from ?? Math.max(batch.to, position)
}

/**
 * Lambda's event source mapping for a stream, by its documentation: shards one by one in order,
 * children after their parents; batches bisected after an error, which costs no retry; a partial
 * answer goes on at the lowest sequence that it names; what is retried too often or too old goes to
 * the destination for failures.
 */
export function createStreamDriver(options: Options) {
  const driver: Driver = { ...options, cursors: new Map(), failures: [] }
  return {
    failures: driver.failures,
    /** Shards that have something to hand over. */
    ready: () =>
      options.table.shards().filter((shard) => isOpen(driver, shard) && !isDone(driver, shard)),
    /** Hands over the next batch of a shard, of at most `window` records where it begins anew. */
    step: (shard: Shard, window: number, fault: Fault) => step(driver, shard, window, fault),
    /** The mapping's own process is replaced: another begins where the last one was done. */
    restart(): void {
      for (const cursor of driver.cursors.values()) cursor.batches = []
    },
  }
}

/** The filter of the mapping: the function hears of new items alone. */
const inserts = ({ records }: Shard, { from, to }: Pick<Batch, 'from' | 'to'>) =>
  records.slice(from, to).filter(({ eventName }) => eventName === 'INSERT')
