import { loadCatalog } from '#functions/catalog.ts'
import { task } from '#functions/lambda.ts'
import { createMaintain } from '#handlers/maintain.ts'
import { basePorts, clock, tasks, withinTime } from './clients.ts'
import { realPause } from './retry.ts'
import { inSlices } from './slices.ts'

const ports = { ...basePorts(), catalog: loadCatalog(new URL('./queries/', import.meta.url)) }

export const handler = withinTime(
  task(inSlices('maintain', createMaintain(ports), { tasks: tasks(), clock, pause: realPause })),
)
