import { createIngest, type EventResult } from '#handlers/ingest.ts'
import { clockAt, memoryEvents, memoryObjects } from '../memory.ts'

export const now = '2026-03-01T12:00:00.000Z'
export const stage = {
  type: 'stage',
  name: 'mql',
  lead_id: 'l1',
  source_system: 'crm',
  occurred_at: '2026-03-01T09:30:00+01:00',
}

/** A handler over stores in memory, and what to post to it and read from quarantine by. */
export function setup() {
  const [store, objects] = [memoryEvents(), memoryObjects()]
  const ingest = createIngest({ store, objects, clock: clockAt(now) })
  const post = async (events: unknown) => {
    const text = typeof events === 'string' ? events : JSON.stringify({ events })
    const { status, body, headers } = await ingest(request(text))
    const { results } = JSON.parse(String(body)) as { results: EventResult[] }
    return { status, headers, results, statuses: results.map((result) => result.status) }
  }
  const kept = () =>
    [...objects.bodies].map(([key, body]) => ({ key, ...JSON.parse(Buffer.from(body).toString()) }))
  return { store, objects, ingest, post, kept }
}

export const request = (
  text: string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) => ({
  method: 'POST',
  path: '/v1/events',
  headers,
  body: Buffer.from(text),
})
