import { eventSchema } from './event.ts'
import type { FunnelEvent } from './event-schemas.ts'
import { contentHash } from './hash.ts'
import { type JsonText, readJson } from './json.ts'
import { jsonProblems } from './json-problems.ts'
import { limits } from './limits.ts'
import type { StoredEvent } from './ports.ts'
import { firstProblems, type Problem, problemsOf } from './problems.ts'

/** What becomes of one sent event before the store sees it: its stored form, or problems. */
export interface Verdict {
  /** The event's JSON text as sent. */
  readonly text: string
  readonly eventId: string | null
  readonly sourceSystem: string | null
  /** Undefined when the event is refused. */
  readonly stored: StoredEvent | undefined
  readonly problems: readonly Problem[]
}

function* clockProblems(event: FunnelEvent, receivedAt: Date): Generator<Problem> {
  if (Date.parse(event.occurred_at) > receivedAt.getTime() + limits.futureToleranceMs) {
    const hours = limits.futureToleranceMs / 3_600_000
    const message = `at most ${hours} hours after the time it is received`
    yield { code: 'in_future', path: 'occurred_at', message }
  }
  if (event.recorded_at !== undefined && Date.parse(event.recorded_at) > receivedAt.getTime()) {
    yield { code: 'in_future', path: 'recorded_at', message: 'not after the time it is received' }
  }
}

/** A text field of a value that may be anything, for the record of why it was refused. */
function textField(value: unknown, field: string): string | null {
  if (typeof value !== 'object' || value === null) return null
  const text = (value as Record<string, unknown>)[field]
  if (typeof text !== 'string' || !text.isWellFormed()) return null
  return Buffer.byteLength(text) <= limits.stringBytes ? text : null
}

/** The event, or every reason against it; each step protects the one after it. */
function judge(
  source: JsonText,
  sent: unknown,
  receivedAt: Date,
): { event: FunnelEvent } | { problems: Problem[] } {
  if (Buffer.byteLength(source.text) > limits.eventBytes) {
    return {
      problems: [{ code: 'too_large', path: '', message: `at most ${limits.eventBytes} bytes` }],
    }
  }
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    return { problems: [{ code: 'not_an_object', path: '', message: 'an event is a JSON object' }] }
  }
  const unsafe = firstProblems(jsonProblems(sent, source.members))
  if (unsafe.length > 0) return { problems: unsafe }
  const parsed = eventSchema.safeParse(sent)
  if (!parsed.success) return { problems: firstProblems(problemsOf(parsed.error.issues, sent)) }
  const late = [...clockProblems(parsed.data, receivedAt)]
  return late.length > 0 ? { problems: late } : { event: parsed.data }
}

/**
 * Decides on one event as sent: its stored form, with the hash of its content and, where it brought
 * no id, that hash as id; or why it is refused. `problems.ts` lists the reasons.
 */
export function judgeEvent(source: JsonText, receivedAt: Date): Verdict {
  const { text } = source
  const sent = readJson(text)
  const verdict = judge(source, sent, receivedAt)
  const sourceSystem = textField(sent, 'source_system')
  if ('problems' in verdict) {
    const eventId = textField(sent, 'event_id')
    return { text, eventId, sourceSystem, stored: undefined, problems: verdict.problems }
  }
  const hash = contentHash(sent as object)
  const eventId = verdict.event.event_id ?? hash
  const stored = {
    eventId,
    type: verdict.event.type,
    receivedAt: receivedAt.toISOString(),
    contentHash: hash,
    body: JSON.stringify({ ...verdict.event, event_id: eventId }),
  }
  return { text, eventId, sourceSystem, stored, problems: [] }
}
