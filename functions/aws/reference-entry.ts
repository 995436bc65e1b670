import { loadCatalog } from '#functions/catalog.ts'
import { task } from '#functions/lambda.ts'
import { createIncoming } from '#handlers/incoming.ts'
import { clock, metrics, objectStore } from './clients.ts'
import { realPause } from './retry.ts'
import { createUploadedReference } from './uploaded-reference.ts'

const catalog = loadCatalog(new URL('./queries/', import.meta.url))
const ports = { objects: objectStore(), clock, catalog, metrics: metrics() }

export const handler = task(
  createUploadedReference({ load: createIncoming(ports), pause: realPause }),
)
