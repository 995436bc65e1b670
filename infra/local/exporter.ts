import type { Clock, ObjectStore } from '#core/ports.ts'
import { stream } from '#functions/lambda.ts'
import { createExport } from '#handlers/export.ts'
import type { ChangeFeed } from './event-store.ts'

/** As many records as one landing object holds at most, as many as the stream hands over at most. */
const batchEvents = 10_000

/** Exports everything in the feed; throws when a record could not be exported, to be tried again. */
export function createExporter(feed: ChangeFeed, ports: { objects: ObjectStore; clock: Clock }) {
  const exportBatch = stream(createExport(ports))

  async function exportNext(): Promise<boolean> {
    const records = feed.read(feed.position(), batchEvents)
    const last = records.at(-1)
    if (last === undefined) return false
    const { batchItemFailures } = await exportBatch(records)
    const failed = batchItemFailures[0]?.itemIdentifier
    // Only what came before the failed record is done; on a retry it comes first.
    const done =
      failed === undefined
        ? last
        : records.findLast((each) => Number(each.sequence) < Number(failed))
    if (done) feed.advance(Number(done.sequence))
    if (failed !== undefined) throw new Error(`event ${failed} of the feed was not exported`)
    return true
  }

  return async function drain(): Promise<void> {
    while (await exportNext());
  }
}
