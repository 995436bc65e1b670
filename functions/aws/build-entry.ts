import { loadCatalog } from '#functions/catalog.ts'
import { task } from '#functions/lambda.ts'
import { buildState, createBuild, type LiveBuild } from '#handlers/build.ts'
import { createRefresh } from '#handlers/refresh.ts'
import { readState } from '#handlers/state.ts'
import { basePorts, retireMs, settleMs, tasks, withinTime } from './clients.ts'
import { realPause } from './retry.ts'
import { createScheduledBuild } from './scheduled-build.ts'

const ports = { ...basePorts(), catalog: loadCatalog(new URL('./queries/', import.meta.url)) }

export const handler = withinTime(
  task(
    createScheduledBuild({
      refresh: createRefresh(ports),
      build: createBuild({ ...ports, settleMs, retireMs }),
      liveCut: async () => (await readState<LiveBuild>(ports.objects, buildState))?.cut,
      tasks: tasks(),
      settleMs,
      nearMs: retireMs,
      pause: realPause,
    }),
  ),
)
