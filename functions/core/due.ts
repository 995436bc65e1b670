import { localDay } from './calendar.ts'
import { lastRun, rateMs } from './cron.ts'
import { parsePeriod } from './period.ts'
import { isItsWeek, periodOfSet, type ReportSchedule } from './schedules.ts'
import type { Settings } from './settings.ts'

/** A run of a report set whose reports should be there by now. */
export interface DueRun {
  readonly set: string
  /** The moment it was due, an ISO instant. */
  readonly dueAt: string
  /** The earliest as-of that its reports may have, an ISO instant. */
  readonly asOfFrom: string
  /** Labels that its period may have: one, unless the run is not known to the moment. */
  readonly periods: readonly string[]
}

export interface Watched {
  /** Only runs after this. */
  readonly after: Date
  /** Only runs at or before this. */
  readonly upTo: Date
  /** How far before the run its as-of may lie. */
  readonly leadMs: number
}

/** A set that runs more often than that is late with its newest runs too. */
const mostRuns = 8

function* runsOf(schedule: ReportSchedule, { after, upTo }: Watched, zone: string) {
  let at = upTo
  for (let count = 0; count < mostRuns; count += 1) {
    const run = lastRun(schedule.cron, at, zone)
    if (run === undefined || run <= after) return
    yield run
    at = new Date(run.getTime() - 1)
  }
}

const labelAt = (schedule: ReportSchedule, asOf: string, settings: Settings): string =>
  parsePeriod(periodOfSet(schedule), asOf, settings).label

/** The runs of one set in the watched time that fall into one of its weeks, newest first. */
export function dueRuns(set: string, settings: Settings, watched: Watched): DueRun[] {
  const schedule = settings.schedules[set]
  if (schedule === undefined) return []
  const { zone } = settings
  return [...runsOf(schedule, watched, zone)]
    .map((run) => ({
      dueAt: run.toISOString(),
      asOfFrom: new Date(run.getTime() - rateMs(schedule.cron) - watched.leadMs).toISOString(),
    }))
    .filter(({ dueAt }) => isItsWeek(localDay(dueAt, zone), schedule.everyTwoWeeksFrom))
    .map((run) => {
      const labels = [run.dueAt, run.asOfFrom].map((asOf) => labelAt(schedule, asOf, settings))
      return { set, ...run, periods: [...new Set(labels)] }
    })
}
