import { RequestError } from '#core/errors.ts'
import { type HttpRequest, type HttpResponse, jsonResponse } from '#core/http.ts'
import { judgeAt, type Verdict } from '#core/intake.ts'
import { readBatch } from '#core/json.ts'
import { limits } from '#core/limits.ts'
import type { AppendOutcome, Clock, EventStore, ObjectStore, StoredEvent } from '#core/ports.ts'
import type { Problem } from '#core/problems.ts'
import { keepReject } from '#core/quarantine.ts'

interface Ports {
  readonly store: EventStore
  readonly objects: ObjectStore
  readonly clock: Clock
  /** Keeps what was refused; false when that failed. Default: in quarantine. */
  readonly keep?: typeof keepReject
}

/** The answer for one event; `event_id` is null where none could be read. */
export interface EventResult {
  readonly index: number
  readonly event_id: string | null
  readonly status: Exclude<AppendOutcome, 'erased'> | 'rejected'
  readonly errors: readonly Problem[]
}

type Refused = 'rejected' | 'conflict'

function checkRequest({ headers, body }: HttpRequest): void {
  const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  const encoding = headers['content-encoding'] ?? 'identity'
  if (mediaType !== 'application/json' || encoding !== 'identity') {
    throw new RequestError(415, 'send application/json without content encoding')
  }
  if (body.byteLength > limits.bodyBytes) {
    throw new RequestError(413, `the body is larger than ${limits.bodyBytes} bytes`)
  }
}

async function append(
  store: EventStore,
  events: readonly StoredEvent[],
): Promise<Map<StoredEvent, AppendOutcome>> {
  const outcomes = events.length > 0 ? await store.append(events) : []
  return new Map(events.map((event, index) => [event, outcomes[index] ?? 'retry']))
}

/**
 * Appends so that of equal ids the first in the batch wins, in whatever order the store works: the
 * others follow when the first is stored, and are to be sent again with it when it is not.
 */
async function appendInOrder(
  store: EventStore,
  events: readonly StoredEvent[],
): Promise<Map<StoredEvent, AppendOutcome>> {
  const seen = new Set<string>()
  const firsts = events.filter(({ eventId }) => !seen.has(eventId) && seen.add(eventId))
  const outcomes = await append(store, firsts)
  if (firsts.length === events.length) return outcomes
  const missing = firsts.filter((event) => outcomes.get(event) === 'retry')
  const missingIds = new Set(missing.map((event) => event.eventId))
  const rest = events.filter((event) => !outcomes.has(event) && !missingIds.has(event.eventId))
  for (const [event, outcome] of await append(store, rest)) outcomes.set(event, outcome)
  return outcomes
}

const conflict: Problem = {
  code: 'conflict',
  path: 'event_id',
  message: 'an event with this id and other content is already stored',
}

/**
 * `POST /v1/events`: judges every event of the batch by itself, appends the good ones, keeps the
 * refused and conflicting ones in quarantine, and answers one result per event in order. Throws
 * RequestError for a request that is no batch; 503 asks for the whole batch again.
 */
export function createIngest({ store, objects, clock, keep = keepReject }: Ports) {
  return async (request: HttpRequest): Promise<HttpResponse> => {
    checkRequest(request)
    const batch = readBatch(request.body)
    const now = clock.now()
    const verdicts = batch.map(judgeAt(now))
    const outcomes = await appendInOrder(
      store,
      verdicts.flatMap(({ stored }) => stored ?? []),
    )

    const refused = async (verdict: Verdict, result: EventResult, status: Refused) => {
      const errors = status === 'conflict' ? [conflict] : verdict.problems
      const kept = await keep(objects, { ...verdict, status, problems: errors }, now)
      return kept ? { ...result, errors } : { ...result, status: 'retry' as const }
    }
    const answer = (verdict: Verdict, index: number): EventResult | Promise<EventResult> => {
      const { stored, eventId } = verdict
      const status = stored ? (outcomes.get(stored) ?? 'retry') : 'rejected'
      if (status === 'erased') {
        // Quarantine would keep again what was erased.
        return { index, event_id: eventId, status: 'conflict', errors: [conflict] }
      }
      const result: EventResult = { index, event_id: eventId, status, errors: [] }
      return status === 'rejected' || status === 'conflict'
        ? refused(verdict, result, status)
        : result
    }
    const results = await Promise.all(verdicts.map(answer))
    return results.every(({ status }) => status === 'retry')
      ? jsonResponse(503, { results }, { 'retry-after': '1' })
      : jsonResponse(200, { results })
  }
}
