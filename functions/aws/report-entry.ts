import { loadCatalog } from '#functions/catalog.ts'
import { task } from '#functions/lambda.ts'
import { createReport } from '#handlers/report.ts'
import { basePorts } from './clients.ts'

const catalog = loadCatalog(new URL('./queries/', import.meta.url))

export const handler = task(createReport({ ...basePorts(), catalog }))
