import { sha256 } from './hash.ts'
import { hourOf } from './landing.ts'
import { limits } from './limits.ts'
import { errorFields, log } from './log.ts'
import type { ObjectStore } from './ports.ts'
import type { Problem } from './problems.ts'

/** An event that is kept out of the log: refused, in conflict with a stored one, or not writable. */
export interface Reject {
  readonly status: 'rejected' | 'conflict' | 'unwritable'
  /** The event's JSON text as sent (or as stored, when not writable). */
  readonly text: string
  readonly problems: readonly Problem[]
  readonly eventId: string | null
  readonly sourceSystem: string | null
}

function firstBytes(text: string, count: number): string {
  const bytes = Buffer.from(text).subarray(0, count)
  return new TextDecoder().decode(bytes, { stream: true })
}

/**
 * Key and JSON body of the object that keeps a reject. The name is a hash over text and reasons,
 * so that the same reject twice is one object; only text that is kept whole can be replayed.
 */
export function quarantineObject(reject: Reject, at: Date): { key: string; body: string } {
  const { status, text, problems, eventId, sourceSystem } = reject
  const bytes = Buffer.byteLength(text)
  const replayable = bytes <= limits.quarantineBytes
  const reasons = problems.map((problem) => problem.code)
  const name = sha256([status, ...reasons, text].join('\n'))
  const body = {
    status,
    errors: problems,
    received_at: at.toISOString(),
    source_system: sourceSystem,
    event_id: eventId,
    bytes,
    replayable,
    text: replayable ? text : firstBytes(text, limits.quarantinePrefixBytes),
  }
  return { key: `quarantine/at=${hourOf(at)}/${name}.json`, body: JSON.stringify(body) }
}

/** Writes a reject to quarantine; false when that failed and it must come again, or it would be lost. */
export async function keepReject(objects: ObjectStore, reject: Reject, at: Date): Promise<boolean> {
  const { key, body } = quarantineObject(reject, at)
  const codes = reject.problems.map((problem) => problem.code)
  try {
    await objects.put(key, body, { absent: true })
    log('event_quarantined', { key, status: reject.status, codes })
    return true
  } catch (error) {
    log('quarantine_failed', { key, ...errorFields(error) })
    return false
  }
}
