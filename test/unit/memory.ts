import { createHash } from 'node:crypto'
import type {
  AppendOutcome,
  Clock,
  EventRecords,
  EventStore,
  ObjectStore,
  PutCondition,
  StoredEvent,
} from '#core/ports.ts'

/** Objects in memory; keys put into `broken` fail to be written. */
export interface MemoryObjects extends ObjectStore {
  readonly bodies: Map<string, Uint8Array>
  broken: RegExp | undefined
}

export function memoryObjects(): MemoryObjects {
  const bodies = new Map<string, Uint8Array>()
  const tag = (body: Uint8Array) => createHash('sha256').update(body).digest('hex')
  const holds = (key: string, condition: PutCondition | undefined) => {
    const body = bodies.get(key)
    if (condition === undefined) return true
    if ('absent' in condition) return body === undefined
    return body !== undefined && tag(body) === condition.tag
  }
  return {
    bodies,
    broken: undefined,
    async get(key) {
      const body = bodies.get(key)
      return body && { body, tag: tag(body) }
    },
    async put(key, body, condition) {
      if (this.broken?.test(key)) throw new Error(`no space for ${key}`)
      if (!holds(key, condition)) return undefined
      const bytes = Buffer.from(body)
      bodies.set(key, bytes)
      return tag(bytes)
    },
    async list(prefix, after = '') {
      const keys = [...bodies.keys()].filter((key) => key.startsWith(prefix) && key > after).sort()
      return keys.map((key) => ({ key, size: bodies.get(key)?.byteLength ?? 0 }))
    },
    async delete(keys) {
      for (const key of keys) bodies.delete(key)
    },
  }
}

/** Events in memory; ids in `unavailable` are answered with retry. */
export interface MemoryEvents extends EventStore, EventRecords {
  readonly events: Map<string, StoredEvent>
  /** Content hashes of what was erased, by id. */
  readonly erased: Map<string, string>
  readonly unavailable: Set<string>
}

export function memoryEvents(): MemoryEvents {
  const events = new Map<string, StoredEvent>()
  const erased = new Map<string, string>()
  const unavailable = new Set<string>()
  const appendOne = (event: StoredEvent): AppendOutcome => {
    if (unavailable.has(event.eventId)) return 'retry'
    const known = events.get(event.eventId)
    if (known) return known.contentHash === event.contentHash ? 'duplicate' : 'conflict'
    const erasedHash = erased.get(event.eventId)
    if (erasedHash) return erasedHash === event.contentHash ? 'duplicate' : 'erased'
    events.set(event.eventId, event)
    return 'accepted'
  }
  return {
    events,
    erased,
    unavailable,
    // Backwards, as a store that works on many events at once may do.
    append: async (batch) => batch.toReversed().map(appendOne).reverse(),
    get: async (ids) => ids.flatMap((id) => events.get(id) ?? []),
    // One event a page, so that what reads them has to go on.
    async scan({ segment, segments, after = '-1' }) {
      const part = [...events.values()].filter((_, index) => index % segments === segment)
      const at = Number(after) + 1
      const next = at + 1 < part.length ? { next: String(at) } : {}
      return { events: part.slice(at, at + 1), ...next }
    },
    async erase(remainders) {
      for (const { eventId, body } of remainders) {
        const event = events.get(eventId)
        if (!event) continue
        if (body !== undefined) events.set(eventId, { ...event, body })
        else {
          events.delete(eventId)
          erased.set(eventId, event.contentHash)
        }
      }
    },
  }
}

export const clockAt = (instant: string): Clock => ({ now: () => new Date(instant) })
