import { RequestError } from '#core/errors.ts'
import { type HttpRequest, type HttpResponse, jsonResponse } from '#core/http.ts'
import { log } from '#core/log.ts'
import { type WebhookSourceName, webhookSecretName, webhookSourceNames } from '#core/names.ts'
import type { Clock, ObjectStore, Secrets } from '#core/ports.ts'
import type { Settings } from '#core/settings.ts'
import { isFresh, isSigned } from '#core/webhooks/signature.ts'
import { webhookSources } from '#core/webhooks/sources.ts'
import type { EventResult } from './ingest.ts'
import { readSettings } from './settings.ts'

interface Ports {
  readonly secrets: Secrets
  readonly objects: ObjectStore
  readonly clock: Clock
  /** `POST /v1/events`. */
  ingest(request: HttpRequest): Promise<HttpResponse>
}

const prefix = '/v1/webhooks/'

function sourceOf({ path }: HttpRequest): WebhookSourceName {
  const name = webhookSourceNames.find((each) => path === `${prefix}${each}`)
  if (name === undefined) {
    const known = webhookSourceNames.join(', ')
    throw new RequestError(404, `no such source of webhooks; there are ${known}`)
  }
  return name
}

/** One answer for whatever is wrong, so that it says nothing about the secret; the log says which. */
function refuse(source: string, reason: string): RequestError {
  log('webhook_refused', { source, reason })
  return new RequestError(401, 'the signature is missing, wrong or too old')
}

/** A source that the settings list and nobody gave a secret alarms; one that nobody listed is not there. */
function missing(source: WebhookSourceName, secret: string, { webhooks }: Settings): RequestError {
  if (webhooks[source] === undefined) return new RequestError(404, `${source} is not set up here`)
  log('secret_missing', { secret, advice: `store the secret that signs ${source} webhooks` })
  return new RequestError(503, `${source} has no secret yet`)
}

async function check(
  ports: Ports,
  name: WebhookSourceName,
  request: HttpRequest,
  settings: Settings,
): Promise<void> {
  const delivery = webhookSources[name].signed(request)
  if (delivery === undefined) throw refuse(name, 'not signed')
  if (!isFresh(delivery, ports.clock.now())) throw refuse(name, 'signed too long ago or ahead')
  const secret = webhookSecretName(name)
  const live = await ports.secrets.get(secret)
  if (live.length === 0) throw missing(name, secret, settings)
  if (!isSigned(delivery, live)) throw refuse(name, 'wrong signature')
}

const resultsOf = ({ body }: HttpResponse): readonly EventResult[] =>
  (JSON.parse(String(body)) as { results: EventResult[] }).results

/** A provider reads the status alone: anything not stored has to make it send all of it again. */
async function store(
  { ingest }: Ports,
  body: Uint8Array,
): Promise<{ readonly status: number; readonly results: readonly EventResult[] }> {
  const answer = await ingest({
    method: 'POST',
    path: '/v1/events',
    headers: { 'content-type': 'application/json' },
    body,
  })
  const results = resultsOf(answer)
  const isStored = results.every(({ status }) => status !== 'retry')
  return { status: isStored ? answer.status : 503, results }
}

/**
 * `POST /v1/webhooks/{source}`: 1. checks who signed it and when, 2. maps it to events, 3. hands
 * them to ingest. 200 once every event is stored or in quarantine, 503 when the provider has to send
 * it again; repeated and reordered deliveries change nothing. Throws RequestError: 401 unsigned, 404
 * a source that is unknown or not set up, 400 unreadable.
 */
export function createWebhook(ports: Ports) {
  return async (request: HttpRequest): Promise<HttpResponse> => {
    const name = sourceOf(request)
    const settings = await readSettings(ports.objects)
    await check(ports, name, request, settings)
    const { batch, ignored } = webhookSources[name].map(request.body, settings)
    if (batch === undefined) return jsonResponse(200, { results: [], ignored })
    const { status, results } = await store(ports, batch)
    const retry: Record<string, string> = status === 503 ? { 'retry-after': '1' } : {}
    return jsonResponse(status, { results, ignored }, retry)
  }
}
