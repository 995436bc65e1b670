import * as z from 'zod'
import type { Tasks } from '#core/ports.ts'
import type { BuildRequest, BuildResult, ReportRequest } from '#core/tasks.ts'

const request = z.object({
  reports: z.array(z.string()).default([]),
  /** The moment the schedule was due; absent when a person starts the function. */
  scheduledAt: z.iso.datetime().optional(),
})

interface Steps {
  readonly refresh: () => Promise<unknown>
  readonly build: (request: BuildRequest) => Promise<Pick<BuildResult, 'cut'>>
  /** Cut of the live build, undefined before the first. */
  readonly liveCut: () => Promise<string | undefined>
  readonly tasks: Tasks
  readonly settleMs: number
}

/** What the run published, or rather asked for; times are ISO instants. */
export interface ScheduledBuild {
  readonly cut: string
  readonly reports: readonly string[]
}

/**
 * What a schedule starts:
 * 1. refresh, so that the log holds what has landed since the last hour;
 * 2. build up to the scheduled time minus the settle time, unless that build is live: a retry, or
 *    another set that was due at the same time, makes the same cut and so the same revisions;
 * 3. one report task per report of the set, as of that cut.
 */
export function createScheduledBuild(steps: Steps) {
  return async function scheduledBuild(input: unknown): Promise<ScheduledBuild> {
    const { reports, scheduledAt } = request.parse(input)
    const cut = await ensureBuild(steps, scheduledAt)
    for (const report of reports) {
      await steps.tasks.start('report', { report, asOf: cut } satisfies ReportRequest)
    }
    return { cut, reports }
  }
}

async function ensureBuild(steps: Steps, scheduledAt: string | undefined): Promise<string> {
  const { refresh, build, liveCut, settleMs } = steps
  if (scheduledAt === undefined) {
    await refresh()
    return (await build({})).cut
  }
  const cut = new Date(Date.parse(scheduledAt) - settleMs).toISOString()
  if ((await liveCut()) === cut) return cut
  await refresh()
  return (await build({ cut })).cut
}
