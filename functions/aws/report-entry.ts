import { loadCatalog } from '#functions/catalog.ts'
import { task } from '#functions/lambda.ts'
import { createReport } from '#handlers/report.ts'
import { basePorts, tasks, withinTime } from './clients.ts'
import { createScheduledReport } from './scheduled-report.ts'

const catalog = loadCatalog(new URL('./queries/', import.meta.url))

export const handler = withinTime(
  task(
    createScheduledReport({ report: createReport({ ...basePorts(), catalog }), tasks: tasks() }),
  ),
)
