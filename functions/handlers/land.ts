import { type LandingRecord, landingObject, landingRow } from '#core/landing.ts'
import type { ObjectStore, StoredEvent } from '#core/ports.ts'

/**
 * Writes stored events as one landing object; `name` tells it from those of the feed and of others.
 * Answers the events that fit no row, which are left out.
 */
export async function land(
  objects: ObjectStore,
  name: string,
  events: readonly StoredEvent[],
  now: Date,
): Promise<StoredEvent[]> {
  const rows: LandingRecord[] = []
  const unwritable: StoredEvent[] = []
  for (const event of events) {
    try {
      rows.push({ record: { sequence: name, event }, row: landingRow(event) })
    } catch {
      unwritable.push(event)
    }
  }
  if (rows.length > 0) {
    const { key, body } = landingObject(rows, now)
    await objects.put(key, body, { absent: true })
  }
  return unwritable
}
