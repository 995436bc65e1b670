import { loadCatalog } from '#functions/catalog.ts'
import { task } from '#functions/lambda.ts'
import { createReport } from '#handlers/report.ts'
import { basePorts, tasks } from './clients.ts'
import { createScheduledReport } from './scheduled-report.ts'

const catalog = loadCatalog(new URL('./queries/', import.meta.url))

export const handler = task(
  createScheduledReport({ report: createReport({ ...basePorts(), catalog }), tasks: tasks() }),
)
