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
  const message = `${where}: ${reason}; run the import again to go on, what is stored is not stored twice`
  if (error instanceof RequestError)
    return new RequestError(error.status, message, { cause: error })
  return new Error(message, { cause: error })
}

/** Collects events into batches within the limits of the event API and posts them one after another. */
export function createSender(options: SenderOptions) {
  let batch: Waiting[] = []
  let bytes = 0

  async function flush(): Promise<void> {
    const [first] = batch
    if (first === undefined) return
    try {
      await send(batch, options)
    } catch (error) {
      throw stoppedAt(`${options.file}: stopped at line ${first.line}`, error)
    }
    batch = []
    bytes = 0
  }

  return {
    flush,
    /** `size` is the event's JSON in bytes. */
    async add(line: number, mapped: MappedEvent, size: number): Promise<void> {
      if (batch.length === limits.batchEvents || bytes + size > batchBytes) await flush()
      batch.push({ line, mapped })
      bytes += size + 1
    },
  }
}

export type Sender = ReturnType<typeof createSender>
