import type { HttpRequest } from '../http.ts'
import type { Settings } from '../settings.ts'

/** What a request claims to be signed with; every provider here uses HMAC-SHA256. */
export interface SignedDelivery {
  /** Unix milliseconds at which the sender says that it signed. */
  readonly sentAt: number
  /** The bytes that were signed. */
  readonly content: Uint8Array
  readonly encoding: 'hex' | 'base64'
  /** One of them must fit; a sender that changes its secret may send two. */
  readonly signatures: readonly string[]
}

/** An event as `POST /v1/events` takes it; intake validates it as if it had been posted. */
export type MappedEvent = Readonly<Record<string, unknown>>

export interface MappedDelivery {
  /** Body of a batch for `POST /v1/events`; undefined when nothing in the delivery is an event. */
  readonly batch: Uint8Array | undefined
  /** What the delivery tells that stands for no event of ours. */
  readonly ignored: number
}

/** How one system signs its webhooks, and which events they stand for. */
export interface WebhookSource {
  /** Undefined when a header that signs the request is missing or unreadable. */
  signed(request: HttpRequest): SignedDelivery | undefined
  /**
   * The same delivery always gives the same events, whatever came before it. Throws RequestError
   * 400 for a body of another shape.
   */
  map(body: Uint8Array, settings: Settings): MappedDelivery
}

/** The events as the body of a batch. */
export function batchOf(events: readonly MappedEvent[]): Uint8Array | undefined {
  return events.length === 0 ? undefined : Buffer.from(JSON.stringify({ events }))
}

/** The members that have a value; null is one and stands for cleared. */
export const present = (fields: Readonly<Record<string, unknown>>): MappedEvent =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
