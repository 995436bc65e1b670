import { task } from '#functions/lambda.ts'
import { createAlert } from '#handlers/alert.ts'
import { createDeliver } from '#handlers/deliver.ts'
import { published } from '#handlers/published.ts'
import { apiUrl, clock, notifier, objectStore, secrets } from './clients.ts'
import { createScheduledDelivery } from './scheduled-delivery.ts'
import { createChat } from './slack.ts'

const [objects, known, mail] = [objectStore(), secrets(), notifier()]
const ports = { objects, clock, notifier: mail, secrets: known }

export const handler = task(
  createScheduledDelivery({
    deliver: createDeliver({ ...ports, chat: createChat({ secrets: known }), baseUrl: apiUrl }),
    alert: createAlert(ports),
    read: (path) => published(objects, path),
  }),
)
