import { createHash } from 'node:crypto'
import type {
  AppendOutcome,
  Clock,
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
    async list(prefix) {
      const keys = [...bodies.keys()].filter((key) => key.startsWith(prefix)).sort()
      return keys.map((key) => ({ key, size: bodies.get(key)?.byteLength ?? 0 }))
    },
    async delete(keys) {
      for (const key of keys) bodies.delete(key)
    },
  }
}

/** Events in memory; ids in `unavailable` are answered with retry. */
export interface MemoryEvents extends EventStore {
  readonly events: Map<string, StoredEvent>
  readonly unavailable: Set<string>
}

export function memoryEvents(): MemoryEvents {
  const events = new Map<string, StoredEvent>()
  const unavailable = new Set<string>()
  const appendOne = (event: StoredEvent): AppendOutcome => {
    if (unavailable.has(event.eventId)) return 'retry'
    const known = events.get(event.eventId)
    if (known) return known.contentHash === event.contentHash ? 'duplicate' : 'conflict'
    events.set(event.eventId, event)
    return 'accepted'
  }
  return {
    events,
    unavailable,
    // Backwards, as a store that works on many events at once may do.
    append: async (batch) => batch.toReversed().map(appendOne).reverse(),
  }
}

export const clockAt = (instant: string): Clock => ({ now: () => new Date(instant) })
