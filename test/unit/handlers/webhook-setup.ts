import { logTo } from '#core/log.ts'
import { parseSettings, type SettingsInput } from '#core/settings.ts'
import { http } from '#functions/lambda.ts'
import { createIngest } from '#handlers/ingest.ts'
import { settingsKey } from '#handlers/settings.ts'
import { createWebhook } from '#handlers/webhook.ts'
import { settings as shipped } from '#infra/settings.ts'
import { fromGatewayResult, toGatewayEvent } from '#local/gateway.ts'
import { signGeneric, signHubspot, signStripe } from '#test/sign-webhook.ts'
import { clockAt, memoryEvents, memoryObjects } from '../memory.ts'

export const now = new Date('2026-03-01T12:00:00.000Z')
export const address = 'https://api.example.com/v1/webhooks/hubspot'

export const bodies = {
  generic: JSON.stringify({
    events: [
      {
        type: 'stage',
        name: 'mql',
        lead_id: 'l1',
        source_system: 'crm',
        occurred_at: '2026-03-01T09:30:00+01:00',
      },
    ],
  }),
  hubspot: JSON.stringify([
    {
      eventId: 1,
      subscriptionId: 12345,
      portalId: 62515,
      appId: 54321,
      occurredAt: 1772366400000,
      subscriptionType: 'deal.creation',
      attemptNumber: 0,
      objectId: 123,
      changeSource: 'CRM',
      changeFlag: 'NEW',
    },
  ]),
  stripe: JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type: 'customer.created',
    created: 1772366400,
    data: { object: { id: 'cus_1', object: 'customer', email: 'ada@example.org' } },
  }),
}

export type Source = keyof typeof bodies
export const sources: readonly Source[] = ['generic', 'hubspot', 'stripe']

/** Headers that sign the source's usual body. */
export function sign(source: Source, secret: string, at = now): Record<string, string> {
  const body = bodies[source]
  if (source === 'generic') return signGeneric(body, secret, at)
  return source === 'hubspot'
    ? signHubspot(body, secret, at, address)
    : signStripe(body, [secret], at)
}

/** What the handler of the latest setup logged. */
export const logged: Record<string, unknown>[] = []

/** A handler behind its chain, over stores in memory. */
export function setup(
  live: readonly string[] = ['new', 'old'],
  webhooks: SettingsInput['webhooks'] = {},
) {
  logged.length = 0
  logTo((line) => logged.push(JSON.parse(line)))
  const [store, objects] = [memoryEvents(), memoryObjects()]
  const settings = parseSettings({ ...shipped, webhooks })
  objects.bodies.set(settingsKey, Buffer.from(JSON.stringify(settings)))
  const clock = clockAt(now.toISOString())
  const ingest = createIngest({ store, objects, clock })
  const asked: string[] = []
  const secrets = {
    get: async (name: string) => {
      asked.push(name)
      return live
    },
  }
  const chain = http(createWebhook({ secrets, objects, clock, ingest }))
  const post = async (source: string, body: string, headers: Record<string, string>) => {
    const request = {
      method: 'POST',
      path: `/v1/webhooks/${source}`,
      headers: { host: 'api.example.com', ...headers },
      body: Buffer.from(body),
    }
    return fromGatewayResult(await chain(toGatewayEvent(request)))
  }
  return { store, objects, asked, post }
}
