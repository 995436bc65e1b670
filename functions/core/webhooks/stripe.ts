import { RequestError } from '../errors.ts'
import { mapStripeEvent, stripeEvent } from './stripe-events.ts'
import { batchOf, type WebhookSource } from './webhook.ts'

function read(body: Uint8Array) {
  try {
    return mapStripeEvent(stripeEvent.parse(JSON.parse(Buffer.from(body).toString('utf8'))))
  } catch (cause) {
    throw new RequestError(400, 'the body is no event of a known shape', { cause })
  }
}

/**
 * Events of Stripe. `stripe-signature` is `t=<seconds>,v1=<hex HMAC of "<t>.<body>">`, with one `v1`
 * for each live secret of the endpoint; other schemes in it are not trusted.
 */
export const stripe: WebhookSource = {
  signed({ headers, body }) {
    const parts = (headers['stripe-signature'] ?? '').split(',').map((part) => part.trim())
    const valuesOf = (scheme: string) =>
      parts.filter((part) => part.startsWith(`${scheme}=`)).map((part) => part.slice(3))
    const timestamp = parts.find((part) => /^t=\d{1,12}$/.test(part))?.slice(2)
    if (timestamp === undefined) return undefined
    return {
      sentAt: Number(timestamp) * 1000,
      content: Buffer.concat([Buffer.from(`${timestamp}.`), body]),
      encoding: 'hex',
      signatures: valuesOf('v1'),
    }
  },
  map(body) {
    const events = read(body)
    return { batch: batchOf(events), ignored: events.length === 0 ? 1 : 0 }
  },
}
