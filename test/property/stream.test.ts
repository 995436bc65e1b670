import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { logTo } from '#core/log.ts'
import type { ObjectStore } from '#core/ports.ts'
import { handler as exportEntry } from '#functions/aws/export-entry.ts'
import { failedEvents } from '#functions/aws/failed-batch.ts'
import { feedRecords } from '#functions/aws/stream-records.ts'
import { stream } from '#functions/lambda.ts'
import { createExport } from '#handlers/export.ts'
import { replayFailed } from '#handlers/replay-failures.ts'
import type { Mapping, StreamHandler } from './stream-driver.ts'
import { type Log, landed, openLog, quarantined } from './stream-log.ts'
import {
  createWorld,
  givenUp,
  type Happening,
  history,
  isPoison,
  lateSmallerBatch,
  live,
  type World,
} from './stream-world.ts'

/** The entry's clients, which go to the world of the running case. */
const current = vi.hoisted(() => ({ world: undefined as World | undefined }))
const worldNow = (): World => {
  if (current.world === undefined) throw new Error('no world')
  return current.world
}
const objects: Pick<ObjectStore, 'put'> = {
  put: (...args) => worldNow().objects.store.put(...args),
}
vi.mock('#functions/aws/clients.ts', () => ({
  clock: { now: () => new Date(current.world?.now ?? 0) },
  objectStore: () => ({
    put: (...args: Parameters<ObjectStore['put']>) => current.world?.objects.store.put(...args),
  }),
}))

let log: Log
beforeAll(async () => {
  log = await openLog()
})
afterAll(() => log.close())
beforeEach(() => logTo(() => undefined))

const unused = () => Promise.reject(new Error('not used here'))

const patient: Mapping = { batchSize: 8, retries: 10_000, mostAgeMs: Number.POSITIVE_INFINITY }
const sorted = (ids: Iterable<string>) => [...new Set(ids)].sort()

async function run(happenings: readonly Happening[], handler: StreamHandler, mapping: Mapping) {
  const world = createWorld()
  current.world = world
  return { world, ...(await live(world, happenings, handler, mapping)) }
}

/** Exactly the acknowledged events have landed, in order, but for those set aside. */
async function losesNothing(happenings: readonly Happening[], handler: StreamHandler) {
  const { world, acknowledged, failures, table } = await run(happenings, handler, patient)
  expect(failures).toEqual([])
  const objects = await landed(world.objects.bodies)
  expect(sorted(objects.flat())).toEqual(acknowledged.filter((id) => !isPoison(id)))
  expect(sorted(quarantined(world.objects.bodies))).toEqual(acknowledged.filter(isPoison))
  for (const ids of objects) {
    const sequences = ids.map((id) => table.sequenceOf(id))
    expect(sequences).toEqual(sequences.toSorted())
  }
}

describe('the export behind a stream, whatever fails and in whatever order', () => {
  test('lands exactly the acknowledged events, in the order of the stream', async () => {
    const property = fc.asyncProperty(history, (all) => losesNothing(all, exportEntry))
    await fc.assert(property, { numRuns: 40, examples: [[[...lateSmallerBatch]]] })
  })

  test('brings them into the event log, each once', async () => {
    const property = fc.asyncProperty(history, async (all) => {
      const { world, acknowledged } = await run(all, exportEntry, patient)
      const ids = await log.ids(world.objects.bodies, new Date(world.now))
      expect(ids).toEqual(acknowledged.filter((id) => !isPoison(id)))
    })
    await fc.assert(property, { numRuns: 6 })
  })
})

describe('what the mapping gives up', () => {
  const impatient: Mapping = { batchSize: 8, retries: 1, mostAgeMs: 60 * 60_000 }

  /** The bucket's objects as Lambda writes them, by day and in no order within it. */
  const keyOf = (index: number) => `aws/lambda/mapping/2026/03/01/${(index * 7919) % 1009}`

  test('is in the destination for failures as a whole, and lands when it is replayed', async () => {
    const conditions = new Set<string>()
    const property = fc.asyncProperty(history, async (all) => {
      const { world, acknowledged, failures, table } = await run(all, exportEntry, impatient)
      const { store } = world.objects
      for (const [index, failure] of failures.entries()) {
        conditions.add(failure.requestContext.condition)
        await store.put(keyOf(index), JSON.stringify(failure))
      }
      await replayFailed({
        objects: store,
        clock: { now: () => new Date(world.now) },
        records: {
          scan: unused,
          erase: unused,
          get: async (ids) => ids.flatMap((id) => table.items.get(id) ?? []),
        },
        failedEvents,
      })
      expect(await store.list('aws/')).toEqual([])
      const good = acknowledged.filter((id) => !isPoison(id))
      expect(sorted((await landed(world.objects.bodies)).flat())).toEqual(good)
      expect(sorted(quarantined(world.objects.bodies))).toEqual(acknowledged.filter(isPoison))
    })
    await fc.assert(property, { numRuns: 25, examples: [[[...givenUp]]] })
    expect([...conditions].sort()).toEqual(['RecordAgeExceeded', 'RetryAttemptsExhausted'])
  })
})

test('a record that cannot be read is given up alone, and those around it land', async () => {
  const happenings: Happening[] = [
    { kind: 'write', first: 10, count: 3 },
    { kind: 'unreadable' },
    { kind: 'write', first: 20, count: 3 },
  ]
  const { world, acknowledged, failures } = await run(happenings, exportEntry, {
    ...patient,
    retries: 2,
  })
  expect(failures.map(({ DDBStreamBatchInfo: { batchSize } }) => batchSize)).toEqual([1])
  expect(failures[0]?.payload).toContain('"bad"')
  expect(sorted((await landed(world.objects.bodies)).flat())).toEqual(acknowledged)
})

describe('the same histories find a handler', () => {
  /** Whether some history loses an event. */
  async function isFound(handler: StreamHandler): Promise<boolean> {
    const property = fc.asyncProperty(history, (all) => losesNothing(all, handler))
    const { failed } = await fc.check(property, {
      numRuns: 100,
      seed: 1,
      examples: [[[...lateSmallerBatch]]],
      endOnFailure: true,
    })
    return failed
  }
  const exportTo = (put: ObjectStore['put']): StreamHandler => {
    const clock = { now: () => new Date(worldNow().now) }
    const handler = stream(createExport({ objects: { ...worldNow().objects.store, put }, clock }))
    return (event) => handler(feedRecords(event.Records))
  }
  const success = { batchItemFailures: [] }

  test('that answers success after an error', async () => {
    const broken: StreamHandler = (event, context) =>
      exportEntry(event, context).catch(() => success)
    expect(await isFound(broken)).toBe(true)
  })

  test('that does not wait for its writes', async () => {
    const broken: StreamHandler = async (event, context) => {
      exportEntry(event, context).catch(() => undefined)
      return success
    }
    expect(await isFound(broken)).toBe(true)
  })

  test('that names the last of several failures', async () => {
    const broken: StreamHandler = async (event, context) => {
      const { batchItemFailures } = await exportEntry(event, context)
      const last = event.Records.at(-1)?.dynamodb?.SequenceNumber ?? ''
      return batchItemFailures.length > 0
        ? { batchItemFailures: [{ itemIdentifier: last }] }
        : success
    }
    expect(await isFound(broken)).toBe(true)
  })

  test('that names objects by their first record and writes over what is there', async () => {
    const broken: StreamHandler = (event, context) =>
      exportTo((key, body) => objects.put(key.replace(/(\/\d+)-.*/, '$1.parquet'), body))(
        event,
        context,
      )
    expect(await isFound(broken)).toBe(true)
  })

  test('that takes a record which fits no row for done', async () => {
    const broken: StreamHandler = (event, context) =>
      exportTo(async (key, body, condition) =>
        key.startsWith('quarantine/') ? 'dropped' : objects.put(key, body, condition),
      )(event, context)
    expect(await isFound(broken)).toBe(true)
  })
})
