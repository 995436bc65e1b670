import { task } from '#functions/lambda.ts'
import { createRefresh } from '#handlers/refresh.ts'
import { basePorts, withinTime } from './clients.ts'

export const handler = withinTime(task(createRefresh(basePorts())))
