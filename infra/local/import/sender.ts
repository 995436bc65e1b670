import { setTimeout as wait } from 'node:timers/promises'
import { RequestError } from '#core/errors.ts'
import { limits } from '#core/limits.ts'
import type { EventResult } from '#handlers/ingest.ts'
import type { Pipeline } from '../pipeline.ts'
import type { MappedEvent } from './plan.ts'

export type Post = Pipeline['post']

export interface SenderOptions {
  readonly file: string
  readonly post: Post
  /** Gets the final answer to each event. */
  readonly settle: (line: number, mapped: MappedEvent, result: EventResult) => void
  readonly pause?: ((ms: number) => Promise<unknown>) | undefined
}

interface Waiting {
  readonly line: number
  readonly mapped: MappedEvent
}

/** Leaves room below the body limit for the envelope. */
const batchBytes = 900_000
const attempts = 6
const firstPauseMs = 250

async function answersTo(batch: readonly Waiting[], post: Post): Promise<readonly EventResult[]> {
  const results = await post(batch.map(({ mapped }) => mapped.event))
  if (results.length === batch.length) return results
  throw new Error(`${batch.length} events were answered by ${results.length} results`)
}

/** Posts a batch, and what is answered `retry` again after pauses that double; throws when it stays so. */
async function send(batch: readonly Waiting[], { post, settle, pause = wait }: SenderOptions) {
  let pending = batch
  for (let attempt = 0; attempt < attempts && pending.length > 0; attempt += 1) {
    if (attempt > 0) await pause(firstPauseMs * 2 ** (attempt - 1))
    const results = await answersTo(pending, post)
    const again: Waiting[] = []
    pending.forEach((waiting, index) => {
      const result = results[index]
      if (result === undefined || result.status === 'retry') again.push(waiting)
      else settle(waiting.line, waiting.mapped, result)
    })
    pending = again
  }
  if (pending.length > 0) {
    throw new RequestError(
      503,
      `${pending.length} events are still not stored after ${attempts} attempts`,
    )
  }
}

/** The same error, saying where the import stopped. */
function stoppedAt(where: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error)
  const message = `${where}: ${reason}; run the command again to go on, what is stored is not stored twice`
  if (error instanceof RequestError)
    return new RequestError(error.status, message, { cause: error })
  return new Error(message, { cause: error })
}

/** Batches on their way at once: they wait together for the one sync of the store that costs most. */
const mostFlights = 8

/** What was handed over and is not settled yet. */
function createFlights(options: SenderOptions) {
  const flights = new Set<Promise<void>>()
  let failure: Error | undefined

  const check = () => {
    if (failure !== undefined) throw failure
  }
  const fly = (batch: readonly Waiting[]) =>
    send(batch, options).catch((error: unknown) => {
      failure ??= stoppedAt(`${options.file}: stopped at line ${batch[0]?.line}`, error)
    })

  return {
    /** Starts a batch when there is room for one more; throws once a batch has failed. */
    async start(batch: readonly Waiting[]): Promise<void> {
      if (flights.size >= mostFlights) await Promise.race(flights)
      check()
      const flight = fly(batch).then(() => {
        flights.delete(flight)
      })
      flights.add(flight)
    },
    async land(): Promise<void> {
      await Promise.all(flights)
      check()
    },
  }
}

/**
 * Collects events into batches within the limits of the event API and posts them, some at a time.
 * Of events with the same id the first in the file is stored before the next is posted.
 */
export function createSender(options: SenderOptions) {
  const unsettled = new Set<unknown>()
  const flights = createFlights({
    ...options,
    settle(line, mapped, result) {
      unsettled.delete(mapped.event.event_id)
      options.settle(line, mapped, result)
    },
  })
  let batch: Waiting[] = []
  let bytes = 0

  async function start(): Promise<void> {
    if (batch.length === 0) return
    const full = batch
    batch = []
    bytes = 0
    await flights.start(full)
  }

  async function flush(): Promise<void> {
    await start()
    await flights.land()
  }

  function put(line: number, mapped: MappedEvent, size: number): void {
    const id = mapped.event.event_id
    if (id !== undefined) unsettled.add(id)
    batch.push({ line, mapped })
    bytes += size + 1
  }

  return {
    flush,
    /** `size` is the event's JSON in bytes. Answers a promise only where there is something to wait for. */
    add(line: number, mapped: MappedEvent, size: number): Promise<void> | undefined {
      const isRepeated = unsettled.has(mapped.event.event_id)
      const isFull = batch.length === limits.batchEvents || bytes + size > batchBytes
      if (isRepeated || isFull) {
        return (isRepeated ? flush() : start()).then(() => put(line, mapped, size))
      }
      put(line, mapped, size)
      return undefined
    },
  }
}

export type Sender = ReturnType<typeof createSender>
