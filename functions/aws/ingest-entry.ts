import { http } from '#functions/lambda.ts'
import { createIngest } from '#handlers/ingest.ts'
import { clock, eventStore, objectStore } from './clients.ts'

export const handler = http(createIngest({ store: eventStore(), objects: objectStore(), clock }))
