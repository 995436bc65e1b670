import * as z from 'zod'
import type { Tasks } from '#core/ports.ts'
import type { DeliverRequest, PublishedReport, ReportRequest } from '#core/tasks.ts'

/** A report that a schedule asked for, and the set whose recipients get it. */
export interface ScheduledReportRequest extends ReportRequest {
  readonly set?: string
}

const setOf = z.object({ set: z.string().optional() })

interface Steps {
  readonly report: (request: ReportRequest) => Promise<PublishedReport>
  readonly tasks: Tasks
}

/**
 * Publishes a report, then hands it over for delivery when it belongs to a set. A retry finds it
 * published and hands it over again: delivery knows who has it already.
 */
export function createScheduledReport({ report, tasks }: Steps) {
  return async (input: ScheduledReportRequest): Promise<Omit<PublishedReport, 'data'>> => {
    const { set } = setOf.parse(input)
    const { set: _, ...request } = input
    const { path, created } = await report(request)
    if (set !== undefined) {
      await tasks.start('deliver', { path, set } satisfies DeliverRequest)
    }
    return { path, created }
  }
}
