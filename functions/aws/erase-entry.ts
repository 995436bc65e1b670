import { loadCatalog } from '#functions/catalog.ts'
import { task } from '#functions/lambda.ts'
import { createBuild } from '#handlers/build.ts'
import { createErase } from '#handlers/erase.ts'
import { createRefresh } from '#handlers/refresh.ts'
import { replayFailed } from '#handlers/replay-failures.ts'
import { basePorts, clock, eventRecords, retireMs, settleMs, tasks, withinTime } from './clients.ts'
import { failedEvents } from './failed-batch.ts'
import { realPause } from './retry.ts'
import { inSlices } from './slices.ts'
import { stays } from './stays.ts'

const ports = {
  ...basePorts(),
  catalog: loadCatalog(new URL('./queries/', import.meta.url)),
  records: eventRecords(),
  failedEvents,
  settleMs,
  retireMs,
  stays,
}
const refresh = createRefresh(ports)
const build = createBuild(ports)

const erase = createErase({
  ...ports,
  refresh,
  build: () => build({}),
  collect: () => replayFailed(ports),
  // The log's own verbs do so.
  rewrite: async () => undefined,
})

export const handler = withinTime(
  task(inSlices('erase', erase, { tasks: tasks(), clock, pause: realPause })),
)
