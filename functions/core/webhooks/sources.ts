import type { WebhookSourceName } from '../names.ts'
import { generic } from './generic.ts'
import { hubspot } from './hubspot.ts'
import { stripe } from './stripe.ts'
import type { WebhookSource } from './webhook.ts'

/** Every system whose webhooks are understood. */
export const webhookSources: Readonly<Record<WebhookSourceName, WebhookSource>> = {
  generic,
  hubspot,
  stripe,
}
