import { Buffer } from 'node:buffer'
import { eventColumns } from '#core/columns.ts'
import { sha256 } from '#core/hash.ts'
import type { HttpRequest } from '#core/http.ts'
import { judgeAt } from '#core/intake.ts'
import { readBatch } from '#core/json.ts'
import { landingRow } from '#core/landing.ts'
import type { EventStore, ObjectStore, StoredEvent } from '#core/ports.ts'
import { createIngest } from '#handlers/ingest.ts'
import { sampleBatches } from '#local/sample/sample.ts'
import { measureCpu } from './measure.ts'
import { against, type Line } from './table.ts'

const batchSize = 500
const now = new Date('2026-11-20T00:00:00.000Z')

const nowhere: ObjectStore = {
  get: async () => undefined,
  put: async () => 'tag',
  list: async () => [],
  delete: async () => {},
}

/** Takes everything at once, so that what is measured is the handler. */
const takingAll: EventStore = { append: async (events) => events.map(() => 'accepted') }

const request = (events: readonly unknown[]): HttpRequest => ({
  method: 'POST',
  path: '/v1/events',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ events })),
})

const ingest = createIngest({ store: takingAll, objects: nowhere, clock: { now: () => now } })

/** So many events of the sample business that are good, as they are stored. */
export function storedEvents(count: number): StoredEvent[] {
  const stored: StoredEvent[] = []
  for (const { events } of sampleBatches()) {
    const verdicts = readBatch(request(events).body).map(judgeAt(now))
    stored.push(...verdicts.flatMap((verdict) => verdict.stored ?? []))
    if (stored.length >= count) break
  }
  return stored.slice(0, count)
}

function requestsOf(stored: readonly StoredEvent[]): HttpRequest[] {
  const events = stored.map(({ body }): unknown => JSON.parse(body))
  return Array.from({ length: Math.ceil(events.length / batchSize) }, (_, index) =>
    request(events.slice(index * batchSize, (index + 1) * batchSize)),
  )
}

interface Sent {
  readonly events: readonly Readonly<Record<string, unknown>>[]
}

/** The least that an ingest could do: read, fill the item, answer. It checks nothing. */
function mapByHand({ body }: HttpRequest): string {
  const { events } = JSON.parse(Buffer.from(body).toString('utf8')) as Sent
  const items = events.map((event) => {
    const text = JSON.stringify(event)
    return {
      event_id: event.event_id,
      type: event.type,
      received_at: now.toISOString(),
      content_hash: sha256(text),
      body: text,
    }
  })
  const results = items.map((item, index) => ({
    index,
    event_id: item.event_id,
    status: 'accepted',
    errors: [],
  }))
  return JSON.stringify({ results })
}

/** The least that an export could do with an event: read it and pick the columns. */
function pickByHand({ body, receivedAt, contentHash }: StoredEvent): unknown[] {
  const event = JSON.parse(body) as Readonly<Record<string, unknown>>
  const row = { ...event, received_at: receivedAt, content_hash: contentHash }
  return eventColumns.map(({ name }) => (row as Readonly<Record<string, unknown>>)[name] ?? null)
}

/** CPU of the two handlers that see every event, against code by hand that checks nothing. */
export async function handlerLines(stored: readonly StoredEvent[], runs: number): Promise<Line[]> {
  const requests = requestsOf(stored)
  const count = stored.length.toLocaleString('en')
  const hand = await measureCpu(`${count} events read and mapped by hand`, runs, async () => {
    for (const each of requests) mapByHand(each)
  })
  const handled = await measureCpu(`${count} events through ingest`, runs, async () => {
    for (const each of requests) await ingest(each)
  })
  const picked = await measureCpu(`${count} events picked by hand`, runs, async () => {
    for (const each of stored) pickByHand(each)
  })
  const rows = await measureCpu(`${count} events made rows of the lake`, runs, async () => {
    for (const each of stored) landingRow(each)
  })
  return [
    against(hand, hand, 'itself'),
    against(handled, hand, 'by hand', 2),
    against(picked, picked, 'itself'),
    against(rows, picked, 'by hand', 2),
  ]
}
