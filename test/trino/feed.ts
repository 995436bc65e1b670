import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FeedRecord, ObjectStore } from '#core/ports.ts'
import { createIngest } from '#handlers/ingest.ts'
import { openEventStore } from '#local/event-store.ts'

interface Batch {
  readonly receivedAt: string
  readonly events: readonly unknown[]
}

const nowhere: ObjectStore = {
  get: async () => undefined,
  put: async () => 'kept',
  list: async () => [],
  delete: async () => undefined,
}

/** What the change feed holds after these batches went through ingest, each at its own time. */
export async function feedOf(batches: Iterable<Batch>): Promise<FeedRecord[]> {
  const folder = mkdtempSync(join(tmpdir(), 'feed-'))
  const store = openEventStore(join(folder, 'events.db'))
  try {
    for (const { receivedAt, events } of batches) {
      const clock = { now: () => new Date(receivedAt) }
      const answer = await createIngest({ store, objects: nowhere, clock })({
        method: 'POST',
        path: '/v1/events',
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify({ events })),
      })
      if (answer.status !== 200) throw new Error(`batch answered ${answer.status}: ${answer.body}`)
    }
    return store.read(0, Number.MAX_SAFE_INTEGER)
  } finally {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
