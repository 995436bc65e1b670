import { task } from '#functions/lambda.ts'
import { createWatch } from '#handlers/watch.ts'
import { clock, metrics, objectStore, retireMs, settleMs } from './clients.ts'

// A build that was live close to the moment asked for serves it too.
const leadMs = settleMs + retireMs

export const handler = task(
  createWatch({ objects: objectStore(), clock, metrics: metrics(), leadMs }),
)
