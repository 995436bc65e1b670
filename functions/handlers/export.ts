import { type LandingRecord, landingObject, landingRow } from '#core/landing.ts'
import type { Clock, FeedRecord, ObjectStore } from '#core/ports.ts'
import { keepReject, type Reject } from '#core/quarantine.ts'

interface Ports {
  readonly objects: ObjectStore
  readonly clock: Clock
}

/** The lowest sequence that must be delivered again; absent when all is written. */
export interface ExportResult {
  readonly failed?: string
}

function unwritable({ event }: FeedRecord, error: unknown): Reject {
  const message = error instanceof Error ? error.message : String(error)
  return {
    status: 'unwritable',
    text: event.body,
    problems: [{ code: 'unwritable', path: '', message }],
    eventId: event.eventId,
    sourceSystem: null,
  }
}

/**
 * Writes a batch of the change feed as one immutable Parquet object of the lake.
 * 1. Each record becomes a row; one that fits no row goes to quarantine, for it would never fit.
 * 2. The rows are written unless the object is there: its name fixes its content.
 * Throws when the object can't be written; a reject that can't be kept is answered as `failed`.
 */
export function createExport({ objects, clock }: Ports) {
  return async (records: readonly FeedRecord[]): Promise<ExportResult> => {
    const now = clock.now()
    const rows: LandingRecord[] = []
    let failed: string | undefined

    for (const record of records) {
      try {
        rows.push({ record, row: landingRow(record.event) })
      } catch (error) {
        const kept = await keepReject(objects, unwritable(record, error), now)
        if (!kept) failed ??= record.sequence
      }
    }
    if (rows.length > 0) {
      const { key, body } = landingObject(rows, now)
      await objects.put(key, body, { absent: true })
    }
    return failed === undefined ? {} : { failed }
  }
}
