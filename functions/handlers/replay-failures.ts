import { sha256 } from '#core/hash.ts'
import { prefixes } from '#core/names.ts'
import type { Clock, EventRecords, ObjectStore } from '#core/ports.ts'
import { createExport } from './export.ts'
import { readText } from './read-text.ts'
import { plus, type Replaying, startOfReplay } from './replay-progress.ts'

export interface FailurePorts {
  readonly objects: ObjectStore
  readonly clock: Clock
  readonly records: EventRecords
  /** Ids of the events of a batch that the feed gave up, from the object that keeps it; throws for others. */
  failedEvents(text: string): readonly string[]
}

/** The events as they are stored now: one erased meanwhile does not come back. */
async function exportBatch(ports: FailurePorts, key: string, text: string) {
  const ids = ports.failedEvents(text)
  const events = await ports.records.get(ids)
  const name = sha256(key).slice(0, 16)
  const records = events.map((event) => ({ sequence: `failed-${name}`, event }))
  const { failed } = records.length === 0 ? {} : await createExport(ports)(records)
  if (failed !== undefined) return { 'not exported': events.length }
  await ports.objects.delete([key])
  const gone = ids.length - events.length
  return { exported: events.length, ...(gone > 0 ? { 'no longer stored': gone } : {}) }
}

async function replayOne(ports: FailurePorts, key: string): Promise<Record<string, number>> {
  const text = await readText(ports.objects, key)
  if (text === undefined) return {}
  try {
    ports.failedEvents(text)
  } catch {
    return { 'unreadable object': 1 }
  }
  return exportBatch(ports, key, text)
}

/** Exports every batch that the feed gave up and removes what kept it. */
export async function replayFailures(
  ports: FailurePorts,
  { mark, counts }: Replaying,
  mayGoOn: () => boolean,
): Promise<Replaying> {
  let [last, sums] = [mark, counts]
  for (const { key } of await ports.objects.list(prefixes.failures, mark)) {
    if (last !== mark && !mayGoOn()) return { mark: last, counts: sums, isThrough: false }
    sums = plus(sums, await replayOne(ports, key))
    last = key
  }
  return { mark: '', counts: sums, isThrough: true }
}

/** Exports all of them at once, for a caller that needs every stored event in landing. */
export const replayFailed = (ports: FailurePorts): Promise<Replaying> =>
  replayFailures(ports, startOfReplay, () => true)
