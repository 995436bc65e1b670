import { task } from '#functions/lambda.ts'
import { createRefresh } from '#handlers/refresh.ts'
import { createReplay } from '#handlers/replay.ts'
import { basePorts, clock, eventRecords, eventStore, tasks, withinTime } from './clients.ts'
import { failedEvents } from './failed-batch.ts'
import { realPause } from './retry.ts'
import { inSlices } from './slices.ts'

const ports = { ...basePorts(), store: eventStore(), records: eventRecords(), failedEvents }
const replay = createReplay({ ...ports, refresh: createRefresh(ports) })

export const handler = withinTime(
  task(inSlices('replay', replay, { tasks: tasks(), clock, pause: realPause })),
)
