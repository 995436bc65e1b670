import { task } from '#functions/lambda.ts'
import { createRefresh } from '#handlers/refresh.ts'
import { basePorts } from './clients.ts'

export const handler = task(createRefresh(basePorts()))
