import * as z from 'zod'
import { BusyError, UsageError } from '#core/errors.ts'
import { log } from '#core/log.ts'
import { type Slice, sliceOf } from '#core/slices.ts'
import { type FailurePorts, replayFailures } from './replay-failures.ts'
import { type LakePorts, replayLake } from './replay-lake.ts'
import { replayLanding } from './replay-landing.ts'
import { type Replaying, startOfReplay } from './replay-progress.ts'
import { type QuarantinePorts, replayQuarantine } from './replay-quarantine.ts'
import { withLease } from './state.ts'

export const replaySources = ['quarantine', 'landing', 'failures', 'lake'] as const
export type ReplaySource = (typeof replaySources)[number]

const request = z.strictObject({
  source: z.enum(replaySources),
  /** Day of writing from which on landing is merged again; default all that is kept. */
  since: z.iso.date().optional(),
})

export type ReplayRequest = z.input<typeof request>

/** How many events or objects came to what, by words such as `accepted` or `rejected: in_future`. */
export interface ReplayStatus extends Slice {
  readonly source: ReplaySource
  readonly counts: Readonly<Record<string, number>>
}

export type ReplayPorts = QuarantinePorts & FailurePorts & LakePorts

type Source = (
  ports: ReplayPorts,
  progress: Replaying,
  mayGoOn: () => boolean,
  since: string,
) => Promise<Replaying>

const sources: Readonly<Record<ReplaySource, Source>> = {
  quarantine: replayQuarantine,
  failures: replayFailures,
  landing: replayLanding,
  lake: replayLake,
}

/** A refresh is at it: it has most likely ended then. */
const busyMs = 60_000

/**
 * Sends again what got stuck or lost, in slices; each source keeps its own mark.
 * - quarantine: refused events, through ingest; what is stored now leaves quarantine, the rest stays.
 * - failures: events that the feed gave up, through export.
 * - landing: merges what landed since a day again.
 * - lake: lands every event of the table and merges it, then counts both.
 * Safe to die anywhere and to run again. Throws UsageError for a request that is none.
 */
export function createReplay(ports: ReplayPorts): (input: ReplayRequest) => Promise<ReplayStatus> {
  return async (input) => {
    const parsed = request.safeParse(input)
    if (!parsed.success) throw new UsageError(z.prettifyError(parsed.error))
    const { source, since = '' } = parsed.data
    let now = startOfReplay
    try {
      await withLease<Replaying | undefined>(ports, `state/replay-${source}.json`, async (kept) => {
        now = await sources[source](ports, kept ?? startOfReplay, sliceOf(ports.clock), since)
        log('replayed', { source, done: now.isThrough, counts: now.counts })
        return now.isThrough ? undefined : now
      })
    } catch (error) {
      if (!(error instanceof BusyError)) throw error
      const after = new Date(ports.clock.now().getTime() + busyMs).toISOString()
      return { done: false, source, counts: now.counts, after }
    }
    return { done: now.isThrough, source, counts: now.counts }
  }
}
