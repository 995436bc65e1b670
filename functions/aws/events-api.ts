import { SignatureV4 } from '@smithy/signature-v4'
import * as z from 'zod'
import { RequestError } from '#core/errors.ts'
import type { EventResult } from '#handlers/ingest.ts'
import type { SigningConfig } from './signed-call.ts'

export interface EventsApiOptions {
  readonly url: URL
  /** Signs for the caller's own identity. @default not signed, for a server on this machine */
  readonly signing?: SigningConfig
  readonly fetch?: typeof fetch
}

/** The API itself gives up after 30 seconds. */
const timeoutMs = 40_000

const answer = z.object({ results: z.array(z.unknown()) })
const refusal = z.object({
  message: z.string().optional(),
  error: z.object({ message: z.string() }).optional(),
})

/** The region that the name of an API says; others are in the region of the credentials. */
const regionOf = ({ hostname }: URL) =>
  /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/.exec(hostname)?.[1]

async function headersFor({ url, signing }: EventsApiOptions, body: string) {
  const headers = { host: url.host, 'content-type': 'application/json' }
  if (signing === undefined) return headers
  const region = regionOf(url) ?? signing.region
  const signer = new SignatureV4({ ...signing, region, service: 'execute-api' })
  const { protocol, hostname, pathname: path } = url
  const request = { method: 'POST', protocol, hostname, path, query: {}, headers, body }
  return (await signer.sign(request)).headers
}

function messageOf(status: number, text: string): string {
  const parsed = refusal.safeParse(jsonOf(text))
  const { message, error } = parsed.success ? parsed.data : {}
  const said = error?.message ?? message ?? text.slice(0, 200)
  const advice = status === 403 ? '; the identity needs execute-api:Invoke on the API' : ''
  return `status ${status}: ${said}${advice}`
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Posts batches of events to an event API, one result an event in order. Throws RequestError with the
 * API's status and, as cause, its response; what fetch throws when no answer came.
 */
export function createEventsApi(options: EventsApiOptions) {
  const { url, fetch: send = fetch } = options
  return async (events: readonly unknown[]): Promise<readonly EventResult[]> => {
    const body = JSON.stringify({ events })
    const response = await send(url, {
      method: 'POST',
      headers: await headersFor(options, body),
      body,
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = await response.text()
    const parsed = answer.safeParse(jsonOf(text))
    if (parsed.success && response.ok) return parsed.data.results as EventResult[]
    throw new RequestError(response.status, messageOf(response.status, text), { cause: response })
  }
}
