import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { databasesOf } from '#core/names.ts'
import type { Clock } from '#core/ports.ts'
import { failedEvents } from '#functions/aws/failed-batch.ts'
import { stays } from '#functions/aws/stays.ts'
import { loadCatalog } from '#functions/catalog.ts'
import { createBuild } from '#handlers/build.ts'
import { createErase } from '#handlers/erase.ts'
import { createRefresh } from '#handlers/refresh.ts'
import { replayFailed } from '#handlers/replay-failures.ts'
import { recordsOf } from './intake.ts'
import { engineOf } from './query.ts'
import { rowsOf, type World } from './world.ts'

const catalog = loadCatalog(new URL('../../queries/', import.meta.url))
const [settleMs, retireMs] = [15 * 60_000, 30 * 60_000]

/** Shows what is still to come when it is asked to wait: an erasure waits for readers half an hour. */
function impatientClock(): Clock & { passOver(instant: string): void } {
  let ahead = 0
  const now = () => new Date(Date.now() + ahead)
  return {
    now,
    passOver(instant) {
      ahead += Math.max(0, Date.parse(instant) - now().getTime())
    },
  }
}

/** The function's own handler over the function's own adapters, but for its clock. */
function openErase({ deployed }: World, clock: Clock) {
  const { objects, bucket, name } = deployed
  const ports = {
    objects,
    clock,
    catalog,
    engine: engineOf(deployed, 'pipeline'),
    schemas: databasesOf(name),
    root: `s3://${bucket}`,
    records: recordsOf(deployed),
    failedEvents,
    settleMs,
    retireMs,
    stays,
  }
  const refresh = createRefresh(ports)
  const build = createBuild(ports)
  return createErase({
    ...ports,
    refresh,
    build: () => build({}),
    collect: () => replayFailed(ports),
    rewrite: async () => undefined,
  })
}

const plan = z.object({ done: z.literal(true), stage: z.literal('planned'), removed: z.int() })

/** One person leaves, and nothing of anybody else does. */
export function describeErasure(world: World): void {
  const { deployed } = world
  const { objects, name } = deployed
  const { lake } = databasesOf(name)

  describe('erasure', () => {
    test('a lead is gone from the table, the lake and its files; all others stay', async () => {
      const leads = `select lead_id, count(*) as events from event_log
        where lead_id is not null and type = 'stage' group by lead_id order by 2 desc, 1 limit 1`
      const subject = `lead:${(await rowsOf(world, leads))[0]?.lead_id}`
      const { removed } = plan.parse(await deployed.invoke('erase', { subject }))
      expect(removed).toBeGreaterThan(3)

      const ids = async () =>
        (await rowsOf(world, 'select event_id from event_log order by event_id')).map((row) =>
          String(row.event_id),
        )
      const before = await ids()
      const clock = impatientClock()
      const erase = openErase(world, clock)
      let status = await erase({ subject, confirm: true })
      while (!status.done) {
        if (status.after !== undefined) clock.passOver(status.after)
        status = await erase({ subject, confirm: true })
      }
      expect(status).toMatchObject({ stage: 'done', removed })

      const kept = new Set(await ids())
      const gone = before.filter((id) => !kept.has(id))
      expect(gone).toHaveLength(removed)
      expect(kept.size).toBe(before.length - removed)
      expect(await recordsOf(deployed).get(gone)).toEqual([])
      const live = await rowsOf(world, `select file_path from ${lake}."event_log$files"`)
      const stored = (await objects.list('event_log/data/')).map(({ key }) => key)
      expect(stored.length).toBe(live.length)
      expect(await deployed.invoke('erase', { subject })).toMatchObject({ removed: 0 })
    })
  })
}
