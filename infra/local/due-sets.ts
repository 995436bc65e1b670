import { localDay } from '#core/calendar.ts'
import { lastRun } from '#core/cron.ts'
import type { Clock, ObjectStore } from '#core/ports.ts'
import { isItsWeek, periodOfSet, type ReportSchedule } from '#core/schedules.ts'
import type { Settings } from '#core/settings.ts'
import type { DeliverRequest, PublishedReport, ReportRequest } from '#core/tasks.ts'

interface Ports {
  readonly objects: ObjectStore
  readonly clock: Clock
  readonly settings: Settings
  report(request: ReportRequest): Promise<PublishedReport>
  deliver(request: DeliverRequest): Promise<unknown>
}

/** What a scheduler does where none runs: sets whose time has come since they were last delivered. */
export interface DueSets {
  /** Whether a set is due. */
  any(): Promise<boolean>
  /** Publishes and delivers what is due, and sends again what an earlier process left open. */
  deliver(): Promise<void>
}

/** By set, the run that was delivered last. */
type Delivered = Readonly<Record<string, string>>

const key = 'state/sets.json'

const hasRecipients = ({ recipients, slackSecret }: ReportSchedule): boolean =>
  recipients.length > 0 || slackSecret !== undefined

/** Sets of the settings that anybody gets, by the schedules that the deployed scheduler reads too. */
export function createDueSets(ports: Ports): DueSets {
  const { objects, clock, settings } = ports
  const sets = Object.entries(settings.schedules).filter(([, schedule]) => hasRecipients(schedule))

  async function delivered(): Promise<Delivered> {
    const stored = await objects.get(key)
    return stored ? JSON.parse(Buffer.from(stored.body).toString('utf8')) : {}
  }

  /** The set's latest run that falls into one of its weeks, when it is not the one delivered last. */
  function dueRun(set: string, schedule: ReportSchedule, last: Delivered): string | undefined {
    const run = lastRun(schedule.cron, clock.now(), settings.zone)?.toISOString()
    if (run === undefined || run === last[set]) return undefined
    return isItsWeek(localDay(run, settings.zone), schedule.everyTwoWeeksFrom) ? run : undefined
  }

  async function deliverSet(set: string, schedule: ReportSchedule): Promise<void> {
    for (const report of schedule.reports) {
      const { path } = await ports.report({ report, period: periodOfSet(schedule) })
      await ports.deliver({ path, set })
    }
  }

  return {
    async any() {
      const last = await delivered()
      return sets.some(([set, schedule]) => dueRun(set, schedule, last) !== undefined)
    },
    async deliver() {
      if (sets.length === 0) return
      await ports.deliver({})
      for (const [set, schedule] of sets) {
        const last = await delivered()
        const run = dueRun(set, schedule, last)
        if (run === undefined) continue
        await deliverSet(set, schedule)
        // Afterwards: a process that dies before delivers again, and claims keep that from repeating.
        await objects.put(key, `${JSON.stringify({ ...last, [set]: run }, null, 2)}\n`)
      }
    },
  }
}
