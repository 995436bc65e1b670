import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { eventSchema } from '#core/event.ts'
import { problemsOf } from '#core/problems.ts'
import type { EventResult } from '#handlers/ingest.ts'

/** Writes a file into a folder that is removed after the test; its path. */
export function writeTemporary(name: string, content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'import-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

type SentEvent = Readonly<Record<string, unknown>>

/** Stands in for ingest: validates by the real schema and knows what it has stored. */
export function createIntake() {
  const batches: (readonly SentEvent[])[] = []
  const stored = new Map<string, SentEvent>()

  function answer(event: SentEvent, index: number): EventResult {
    const parsed = eventSchema.safeParse(event)
    const hash = createHash('sha256').update(JSON.stringify(event)).digest('hex')
    const id = typeof event.event_id === 'string' ? event.event_id : hash
    if (!parsed.success) {
      const errors = [...problemsOf(parsed.error.issues, event)]
      return { index, event_id: id, status: 'rejected', errors }
    }
    const known = stored.get(id)
    if (known === undefined) {
      stored.set(id, event)
      return { index, event_id: id, status: 'accepted', errors: [] }
    }
    if (JSON.stringify(known) === JSON.stringify(event)) {
      return { index, event_id: id, status: 'duplicate', errors: [] }
    }
    const message = 'an event with this id and other content is stored'
    return {
      index,
      event_id: id,
      status: 'conflict',
      errors: [{ code: 'conflict', path: '', message }],
    }
  }

  return {
    batches,
    stored: () => [...stored.values()],
    post: async (events: readonly unknown[]): Promise<readonly EventResult[]> => {
      batches.push(events as SentEvent[])
      return (events as SentEvent[]).map(answer)
    },
  }
}
