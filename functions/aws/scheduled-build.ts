import * as z from 'zod'
import { localDay } from '#core/calendar.ts'
import { BusyError } from '#core/errors.ts'
import { log } from '#core/log.ts'
import type { Tasks } from '#core/ports.ts'
import { isItsWeek } from '#core/schedules.ts'
import type { BuildRequest, BuildResult } from '#core/tasks.ts'
import type { Pause } from './retry.ts'
import type { ScheduledReportRequest } from './scheduled-report.ts'

const request = z.object({
  /** Name of the report set; its recipients get what is published. */
  set: z.string().optional(),
  reports: z.array(z.string()).default([]),
  period: z.string().optional(),
  /** Zone in which the day of the run counts for `everyTwoWeeksFrom`. */
  zone: z.string().default('UTC'),
  everyTwoWeeksFrom: z.iso.date().optional(),
  /** The moment the schedule was due; absent when a person starts the function. */
  scheduledAt: z.iso.datetime().optional(),
})

type Request = z.infer<typeof request>

interface Steps {
  readonly refresh: () => Promise<unknown>
  readonly build: (request: BuildRequest) => Promise<Pick<BuildResult, 'cut'>>
  /** Cut of the live build, undefined before the first. */
  readonly liveCut: () => Promise<string | undefined>
  readonly tasks: Tasks
  readonly settleMs: number
  /** A build so close to the moment that was asked for serves it too, since none may follow sooner. */
  readonly nearMs: number
  readonly pause: Pause
}

/** What the run published, or rather asked for; times are ISO instants. */
export interface ScheduledBuild {
  /** Undefined when this was not its week. */
  readonly cut: string | undefined
  readonly reports: readonly string[]
}

/** Half the time a function has: after that another run is not just finishing. */
const mostWaits = 30
const waitMs = 15_000

/**
 * What a schedule starts:
 * 1. nothing in the weeks that a set of every two weeks leaves out;
 * 2. refresh, so that the log holds what has landed since the last hour;
 * 3. build up to the scheduled time minus the settle time, unless the live build is close to it: a
 *    retry, or another set that was due then, takes the same cut and so the same revisions;
 * 4. one report task per report of the set, as of that cut.
 */
export function createScheduledBuild(steps: Steps) {
  return async function scheduledBuild(input: unknown): Promise<ScheduledBuild> {
    const asked = request.parse(input)
    if (!isDue(asked)) return { cut: undefined, reports: [] }
    const asOf = await ensureBuild(steps, asked.scheduledAt)
    const { set, period, reports } = asked
    for (const report of reports) {
      await steps.tasks.start('report', {
        report,
        ...(period === undefined ? {} : { period }),
        asOf,
        ...(set === undefined ? {} : { set }),
      } satisfies ScheduledReportRequest)
    }
    return { cut: asOf, reports }
  }
}

const isDue = ({ scheduledAt, zone, everyTwoWeeksFrom }: Request): boolean =>
  scheduledAt === undefined || isItsWeek(localDay(scheduledAt, zone), everyTwoWeeksFrom)

async function ensureBuild(steps: Steps, scheduledAt: string | undefined): Promise<string> {
  const { refresh, build, settleMs } = steps
  if (scheduledAt === undefined) {
    await refresh()
    return (await build({})).cut
  }
  const cut = new Date(Date.parse(scheduledAt) - settleMs).toISOString()
  return serve(steps, cut, 0)
}

/** Waits while another set's build, or the hourly refresh, is at it. */
async function serve(steps: Steps, cut: string, waits: number): Promise<string> {
  const { refresh, build, liveCut, nearMs, pause } = steps
  const live = await liveCut()
  if (live !== undefined && Math.abs(Date.parse(live) - Date.parse(cut)) < nearMs) return live
  try {
    await refresh()
    return (await build({ cut })).cut
  } catch (error) {
    if (!(error instanceof BusyError) || waits === mostWaits) throw error
    log('build_waits', { cut, reason: error.message })
  }
  await pause.sleep(waitMs)
  return serve(steps, cut, waits + 1)
}
