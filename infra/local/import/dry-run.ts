import { judgeAt } from '#core/intake.ts'
import { readBatch } from '#core/json.ts'
import type { EventResult } from '#handlers/ingest.ts'

/** Judges events as ingest does and stores nothing. */
export async function tryPost(events: readonly unknown[]): Promise<readonly EventResult[]> {
  const judge = judgeAt(new Date())
  return readBatch(Buffer.from(JSON.stringify({ events }))).map((source, index) => {
    const { stored, problems } = judge(source)
    return stored === undefined
      ? { index, event_id: '', status: 'rejected', errors: [...problems] }
      : { index, event_id: stored.eventId, status: 'accepted', errors: [] }
  })
}
