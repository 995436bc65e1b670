import type { WebhookSource } from './webhook.ts'

/** Our own batch of events: `x-signature` is the hex HMAC of `<x-timestamp>.<body>`, in seconds. */
export const generic: WebhookSource = {
  signed({ headers, body }) {
    const timestamp = headers['x-timestamp']
    const signature = headers['x-signature']
    if (timestamp === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp)) {
      return undefined
    }
    return {
      sentAt: Number(timestamp) * 1000,
      content: Buffer.concat([Buffer.from(`${timestamp}.`), body]),
      encoding: 'hex',
      signatures: [signature],
    }
  },
  map: (body) => ({ batch: body, ignored: 0 }),
}
