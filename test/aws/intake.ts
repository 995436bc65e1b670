import { deployedName } from '#core/names.ts'
import { createEventRecords } from '#functions/aws/event-records.ts'
import { createEventsApi } from '#functions/aws/events-api.ts'
import type { EventResult } from '#handlers/ingest.ts'
import type { Deployed } from './deployed.ts'

/** One request, as it was answered. */
export interface Sent {
  readonly events: readonly unknown[]
  readonly results: readonly EventResult[]
  /** When its events were received; undefined when none was stored. */
  readonly receivedAt: string | undefined
}

/** Items of the event table, by id. */
export const recordsOf = ({ clients, name }: Deployed) =>
  createEventRecords(clients.dynamodb, deployedName(name, 'events'))

/** Posts events to the deployed API with a caller's signature; one result for each, in order. */
export const post = ({ clients, address }: Deployed, events: readonly unknown[]) =>
  createEventsApi({ url: new URL(address('/v1/events')), signing: clients.s3.config })(events)

async function send(deployed: Deployed, events: readonly unknown[]): Promise<Sent> {
  const results = await post(deployed, events)
  const stored = results.filter(({ status }) => status === 'accepted')
  const ids = stored.flatMap(({ event_id }) => event_id ?? [])
  const [first] = await recordsOf(deployed).get(ids.slice(0, 1))
  return { events, results, receivedAt: first?.receivedAt }
}

/** Posts the events in full batches, one after the other. */
export async function sendAll(deployed: Deployed, events: readonly unknown[]): Promise<Sent[]> {
  const sent: Sent[] = []
  for (let from = 0; from < events.length; from += 500) {
    sent.push(await send(deployed, events.slice(from, from + 500)))
  }
  return sent
}

/** How many events got each answer. */
export function answersOf(sent: readonly Sent[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status } of sent.flatMap(({ results }) => results)) {
    counts[status] = (counts[status] ?? 0) + 1
  }
  return counts
}
