import { parseEvent } from './event.ts'
import type { FunnelEvent } from './event-schemas.ts'
import { contentHash } from './hash.ts'
import type { JsonText } from './json.ts'
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

/** When an event is received, and the latest time at which it may have happened; both in UTC. */
interface Arrival {
  readonly receivedAt: string
  readonly latest: string
}

/** Stored times compare as texts; a day is midnight. */
function clockProblems(event: FunnelEvent, { receivedAt, latest }: Arrival): Problem[] {
  const problems: Problem[] = []
  if (event.occurred_at > latest) {
    const hours = limits.futureToleranceMs / 3_600_000
    const message = `at most ${hours} hours after the time it is received`
    problems.push({ code: 'in_future', path: 'occurred_at', message })
  }
  if (event.recorded_at !== undefined && event.recorded_at > receivedAt) {
    const message = 'not after the time it is received'
    problems.push({ code: 'in_future', path: 'recorded_at', message })
  }
  return problems
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
  { text, value: sent, members }: JsonText,
  arrival: Arrival,
): { event: FunnelEvent } | { problems: Problem[] } {
  // A unit of text takes at most three bytes.
  if (3 * text.length > limits.eventBytes && Buffer.byteLength(text) > limits.eventBytes) {
    return {
      problems: [{ code: 'too_large', path: '', message: `at most ${limits.eventBytes} bytes` }],
    }
  }
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    return { problems: [{ code: 'not_an_object', path: '', message: 'an event is a JSON object' }] }
  }
  const unsafe = firstProblems(jsonProblems(sent, members))
  if (unsafe.length > 0) return { problems: unsafe }
  const parsed = parseEvent(sent)
  if ('issues' in parsed) return { problems: firstProblems(problemsOf(parsed.issues, sent)) }
  const late = clockProblems(parsed.event, arrival)
  return late.length > 0 ? { problems: late } : { event: parsed.event }
}

/** The event as JSON text: the text as sent where it says the same in as few bytes. */
function bodyOf({ text, value, compact }: JsonText, event: FunnelEvent, eventId: string): string {
  if (event === value && compact && event.event_id !== undefined) return text
  return JSON.stringify({ ...event, event_id: eventId })
}

function verdictOn(source: JsonText, arrival: Arrival): Verdict {
  const { text, value } = source
  const judged = judge(source, arrival)
  if ('problems' in judged) {
    const eventId = textField(value, 'event_id')
    const sourceSystem = textField(value, 'source_system')
    return { text, eventId, sourceSystem, stored: undefined, problems: judged.problems }
  }
  const { event } = judged
  const hash = contentHash(value as object)
  const eventId = event.event_id ?? hash
  const stored = {
    eventId,
    type: event.type,
    receivedAt: arrival.receivedAt,
    contentHash: hash,
    body: bodyOf(source, event, eventId),
  }
  return { text, eventId, sourceSystem: event.source_system, stored, problems: [] }
}

/**
 * Decides on events received at an instant, each as sent: its stored form, with the hash of its
 * content and, where it brought no id, that hash as id; or why it is refused. `problems.ts` lists
 * the reasons.
 */
export function judgeAt(receivedAt: Date): (source: JsonText) => Verdict {
  const latest = new Date(receivedAt.getTime() + limits.futureToleranceMs).toISOString()
  const arrival = { receivedAt: receivedAt.toISOString(), latest }
  return (source) => verdictOn(source, arrival)
}
