import { http } from '#functions/lambda.ts'
import { createIngest } from '#handlers/ingest.ts'
import { createWebhook } from '#handlers/webhook.ts'
import { clock, eventStore, objectStore, secrets } from './clients.ts'

const objects = objectStore()
const ingest = createIngest({ store: eventStore(), objects, clock })

export const handler = http(createWebhook({ secrets: secrets(), objects, clock, ingest }))
