import * as z from 'zod'
import type { ObjectStore } from '#core/ports.ts'
import type { Progress } from './progress.ts'
import type { SampleBatch } from './sample/sample.ts'

const stateKey = 'state/sample.json'
const stateSchema = z.object({ next: z.int().min(0), done: z.boolean() })

/** `next` is the first batch that has not been answered; `done` also when there is no sample. */
export type SampleState = z.infer<typeof stateSchema>

/** How far loading the sample business came in this data folder; undefined when it never began. */
export async function readSampleState(objects: ObjectStore): Promise<SampleState | undefined> {
  const stored = await objects.get(stateKey)
  if (stored === undefined) return undefined
  return stateSchema.parse(JSON.parse(Buffer.from(stored.body).toString('utf8')))
}

/** Remembers how far loading came, for the next start. */
export async function writeSampleState(objects: ObjectStore, state: SampleState): Promise<void> {
  await objects.put(stateKey, JSON.stringify(state))
}

export interface SampleLoad {
  readonly objects: ObjectStore
  readonly batches: readonly SampleBatch[]
  readonly from: number
  setTime(instant: string): void
  /** Loads the reference data, at the time of the first batch. */
  reference(): Promise<void>
  post(events: readonly unknown[]): Promise<unknown>
  readonly progress: Progress
  readonly signal: AbortSignal
}

/**
 * Posts the batches from `from` on, each at its own time; false when the signal stopped it. A batch
 * that was posted before its state was written is posted again, which stores nothing twice.
 */
export async function loadSample(load: SampleLoad): Promise<boolean> {
  const { objects, batches, progress } = load
  const total = batches.length
  let events = batches.slice(0, load.from).reduce((sum, batch) => sum + batch.events.length, 0)
  for (const [index, batch] of batches.entries()) {
    if (index < load.from) continue
    if (load.signal.aborted) return false
    load.setTime(batch.receivedAt)
    if (index === 0) await load.reference()
    await load.post(batch.events)
    await writeSampleState(objects, { next: index + 1, done: index + 1 === total })
    events += batch.events.length
    progress.update(events)
  }
  return true
}
