import type { QueryEngine } from '#core/ports.ts'
import type { Schemas } from '#core/tasks.ts'
import { landedObjects } from './landed.ts'
import { hoursOf, hourWritten, mergeHours, type RefreshState, refreshState } from './refresh.ts'
import { plus, type Replaying } from './replay-progress.ts'
import { type LeasePorts, withLease } from './state.ts'

interface LandingPorts extends LeasePorts {
  readonly engine: QueryEngine
  readonly schemas: Schemas
}

/** Merges again what landed since a day, day by day, while no refresh runs. */
export async function replayLanding(
  ports: LandingPorts,
  { mark, counts }: Replaying,
  mayGoOn: () => boolean,
  since: string,
): Promise<Replaying> {
  const landed = await landedObjects(ports.objects)
  const days = Map.groupBy(landed, (object) => hourWritten(object).slice(0, 10))
  let now: Replaying = { mark, counts, isThrough: true }
  await withLease<RefreshState | undefined>(ports, refreshState, async (state) => {
    for (const [day, objects] of days) {
      if (day < since || day <= mark) continue
      if (now.mark !== mark && !mayGoOn()) {
        now = { ...now, isThrough: false }
        break
      }
      await mergeHours(ports, hoursOf(objects))
      const sums = plus(now.counts, { days: 1, objects: objects.length })
      now = { mark: day, counts: sums, isThrough: true }
    }
    return state
  })
  return now
}
