import * as z from 'zod'
import { RequestError } from '../errors.ts'
import type { HttpRequest } from '../http.ts'
import { mapNotification } from './hubspot-events.ts'
import { notification } from './hubspot-notification.ts'
import { batchOf, type WebhookSource } from './webhook.ts'

/** Escapes that the sender undoes before it signs the address; every other one stays. */
const unescaped: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
}

const decoded = (address: string) =>
  address.replace(/%[0-9a-f]{2}/gi, (escaped) => unescaped[escaped.toUpperCase()] ?? escaped)

/** The address that the sender called; a tunnel before this machine says which one that was. */
function addressOf({ headers, path, search = '' }: HttpRequest): string {
  const host = headers['x-forwarded-host'] ?? headers.host ?? ''
  return decoded(`https://${host}${path}${search}`)
}

const deliverySchema = z.array(notification).min(1).max(1000)

function parse(body: Uint8Array) {
  try {
    return deliverySchema.parse(JSON.parse(Buffer.from(body).toString('utf8')))
  } catch (cause) {
    throw new RequestError(400, 'the body is no array of notifications', { cause })
  }
}

/**
 * Notifications of a HubSpot app. Version 3 of its signature: base64 HMAC with the app's client
 * secret over method, address, body and `x-hubspot-request-timestamp` in milliseconds.
 */
export const hubspot: WebhookSource = {
  signed(request) {
    const { headers, method, body } = request
    const timestamp = headers['x-hubspot-request-timestamp']
    const signature = headers['x-hubspot-signature-v3']
    if (timestamp === undefined || signature === undefined || !/^\d{1,15}$/.test(timestamp)) {
      return undefined
    }
    const before = Buffer.from(`${method}${addressOf(request)}`)
    return {
      sentAt: Number(timestamp),
      content: Buffer.concat([before, body, Buffer.from(timestamp)]),
      encoding: 'base64',
      signatures: [signature],
    }
  },
  map(body, settings) {
    const mapped = parse(body).map((each) => mapNotification(each, settings))
    return {
      batch: batchOf(mapped.flat()),
      ignored: mapped.filter((events) => events.length === 0).length,
    }
  },
}
