import * as z from 'zod'
import type { DeliverRequest, DeliverResult, PublishedReport } from '#core/tasks.ts'

const request = z.object({
  path: z.string().exactOptional(),
  set: z.string().exactOptional(),
})

interface Steps {
  readonly deliver: (request: DeliverRequest) => Promise<DeliverResult>
  readonly alert: (review: PublishedReport) => Promise<void>
  /** The published report of a path. */
  readonly read: (path: string) => Promise<PublishedReport['data'] | undefined>
}

/** The report whose figures alerts watch. */
const watched = 'review'

/**
 * What a published report of a set starts: the alerts of its figures, then its delivery. Neither
 * keeps the other: what fails is tried again with the run, and what was said is not said twice.
 */
export function createScheduledDelivery({ deliver, alert, read }: Steps) {
  return async (input: unknown): Promise<DeliverResult> => {
    const { path, set } = request.parse(input)
    if (path === undefined || set === undefined) return deliver({})
    const [, report] = path.split('/')
    const data = report === watched ? await read(path) : undefined
    const [said, delivered] = await Promise.allSettled([
      data ? alert({ path, data, created: false }) : undefined,
      deliver({ path, set }),
    ])
    if (delivered.status === 'rejected') throw delivered.reason
    if (said.status === 'rejected') throw said.reason
    return delivered.value
  }
}
