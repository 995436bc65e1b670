import { limits } from '#core/limits.ts'
import { prefixes } from '#core/names.ts'
import type { Clock, EventRecords, EventStore, ObjectStore } from '#core/ports.ts'
import { together } from '#core/together.ts'
import { createIngest, type EventResult } from './ingest.ts'
import { land } from './land.ts'
import { readText } from './read-text.ts'
import { countsOf, plus, type Replaying } from './replay-progress.ts'

export interface QuarantinePorts {
  readonly objects: ObjectStore
  readonly clock: Clock
  readonly store: EventStore
  readonly records: EventRecords
}

interface Kept {
  readonly key: string
  readonly status: string
  readonly eventId: string | null
  readonly text: string
  readonly replayable: boolean
}

const readsAtOnce = 100
/** Leaves room for what stands around and between the events. */
const batchBytes = limits.bodyBytes - 10_000

async function read(objects: ObjectStore, key: string): Promise<Kept[]> {
  const text = await readText(objects, key)
  if (text === undefined) return []
  const { event_id: eventId, ...kept } = JSON.parse(text) as Kept & { event_id: string | null }
  return [{ ...kept, key, eventId }]
}

function isJson({ text }: Kept): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Batches that ingest takes, each as large as it may be. */
function batchesOf(kept: readonly Kept[]): Kept[][] {
  const batches: Kept[][] = []
  let bytes = 0
  for (const each of kept) {
    const size = Buffer.byteLength(each.text) + 1
    const last = batches.at(-1)
    if (last && bytes + size <= batchBytes && last.length < limits.batchEvents) {
      last.push(each)
      bytes += size
    } else {
      batches.push([each])
      bytes = size
    }
  }
  return batches
}

/** Ingest that keeps no reject: what is refused again is kept already. */
const ingestAgain = ({ store, objects, clock }: QuarantinePorts) =>
  createIngest({ store, clock, objects, keep: async () => true })

const wordOf = ({ status, errors }: EventResult) =>
  status === 'rejected' ? `rejected: ${errors[0]?.code ?? 'unknown'}` : status

/** Sends a batch as it was sent at first; answers what became of each, and removes what is stored. */
async function send(ports: QuarantinePorts, batch: readonly Kept[]): Promise<string[]> {
  const answer = await ingestAgain(ports)({
    method: 'POST',
    path: '/v1/events',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(`{"events":[${batch.map(({ text }) => text).join(',')}]}`),
  })
  const { results } = JSON.parse(String(answer.body)) as { results: EventResult[] }
  const stored = results.filter(({ status }) => status === 'accepted' || status === 'duplicate')
  await ports.objects.delete(stored.flatMap(({ index }) => batch[index]?.key ?? []))
  return results.map(wordOf)
}

/** An event that is stored and fitted no row: whether it does now. */
async function landOne(ports: QuarantinePorts, { key, eventId }: Kept): Promise<string> {
  const events = await ports.records.get(eventId === null ? [] : [eventId])
  if (events.length === 0) return 'not stored'
  const unwritable = await land(ports.objects, 'quarantine', events, ports.clock.now())
  if (unwritable.length > 0) return 'unwritable'
  await ports.objects.delete([key])
  return 'landed'
}

async function replaySome(ports: QuarantinePorts, keys: readonly string[]): Promise<string[]> {
  const kept = (await together(keys.map((key) => read(ports.objects, key)))).flat()
  const words: string[] = []
  const events: Kept[] = []
  for (const each of kept) {
    if (each.status === 'unwritable') words.push(await landOne(ports, each))
    else if (!each.replayable || !isJson(each)) words.push('not replayable')
    else events.push(each)
  }
  for (const batch of batchesOf(events)) words.push(...(await send(ports, batch)))
  return words
}

/** Every kept reject goes through ingest again; what is refused again stays and is counted. */
export async function replayQuarantine(
  ports: QuarantinePorts,
  { mark, counts }: Replaying,
  mayGoOn: () => boolean,
): Promise<Replaying> {
  const keys = (await ports.objects.list(prefixes.quarantine, mark)).map(({ key }) => key)
  let sums = counts
  for (let start = 0; start < keys.length; start += readsAtOnce) {
    if (start > 0 && !mayGoOn()) {
      return { mark: keys[start - 1] ?? mark, counts: sums, isThrough: false }
    }
    const words = await replaySome(ports, keys.slice(start, start + readsAtOnce))
    sums = plus(sums, countsOf(words))
  }
  return { mark: '', counts: sums, isThrough: true }
}
