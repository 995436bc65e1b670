import { hasEnded } from './cron.ts'
import { UsageError } from './errors.ts'
import { reportIds } from './reports/all.ts'
import type { Settings } from './settings.ts'

/** What the settings are held against, beside the reports that there are. */
interface Known {
  /** Ids of the funnels in `queries/funnels`. */
  readonly funnels: readonly string[]
  /** When the deployment is made. @default schedules that are over may stay */
  readonly now?: Date
}

const there = (kind: string, id: string, known: readonly string[]) =>
  known.includes(id) ? [] : [`no ${kind} "${id}", there are ${known.join(', ')}`]

/**
 * What valid settings may still get wrong: throws UsageError naming every report and funnel that
 * does not exist and every schedule that is over by now.
 */
export function checkSettings({ schedules, funnels, zone }: Settings, known: Known): void {
  const { now } = known
  const faults = [
    ...funnels.flatMap((id, index) =>
      there('funnel', id, known.funnels).map((fault) => `funnels.${index}: ${fault}`),
    ),
    ...Object.entries(schedules).flatMap(([name, { cron, reports }]) => [
      ...reports.flatMap((id, index) =>
        there('report', id, reportIds).map(
          (fault) => `schedules.${name}.reports.${index}: ${fault}`,
        ),
      ),
      ...(now !== undefined && hasEnded(cron, now, zone)
        ? [`schedules.${name}.cron: its last run is over; change its year or take the set out`]
        : []),
    ]),
  ]
  if (faults.length > 0) throw new UsageError(`wrong settings: ${faults.join('; ')}`)
}
