import { createHmac } from 'node:crypto'

const hmac = (secret: string, text: string, encoding: 'hex' | 'base64') =>
  createHmac('sha256', secret).update(text).digest(encoding)

const seconds = (at: Date) => String(Math.floor(at.getTime() / 1000))

/** Headers of our own sources: hex over `<timestamp>.<body>`. */
export function signGeneric(body: string, secret: string, at: Date) {
  const timestamp = seconds(at)
  return {
    'x-timestamp': timestamp,
    'x-signature': hmac(secret, `${timestamp}.${body}`, 'hex'),
  }
}

/** Headers as HubSpot sends them to the address. */
export function signHubspot(body: string, secret: string, at: Date, address: string) {
  const timestamp = String(at.getTime())
  return {
    'x-hubspot-request-timestamp': timestamp,
    'x-hubspot-signature-v3': hmac(secret, `POST${address}${body}${timestamp}`, 'base64'),
  }
}

/** Headers as Stripe sends them, signed by each of the endpoint's secrets. */
export function signStripe(body: string, secrets: readonly string[], at: Date) {
  const timestamp = seconds(at)
  const signed = secrets.map((secret) => `v1=${hmac(secret, `${timestamp}.${body}`, 'hex')}`)
  return { 'stripe-signature': [`t=${timestamp}`, ...signed].join(',') }
}
