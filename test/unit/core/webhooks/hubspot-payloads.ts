import { expect } from 'vitest'
import { eventSchema } from '#core/event.ts'
import { parseSettings } from '#core/settings.ts'
import { hubspot } from '#core/webhooks/hubspot.ts'
import { settings as shipped } from '#infra/settings.ts'

const settings = parseSettings({
  ...shipped,
  zone: 'America/New_York',
  webhooks: {
    hubspot: { currency: 'USD', stages: { 990011: { name: 'legal_review', outcome: 'open' } } },
  },
})

/** As the documentation shows one, https://developers.hubspot.com/docs/api/webhooks. */
export const base = {
  eventId: 1,
  subscriptionId: 12345,
  portalId: 62515,
  appId: 54321,
  occurredAt: 1564113600000,
  attemptNumber: 0,
  objectId: 123,
  changeSource: 'CRM',
}

/** The events that a delivery of these notifications stands for, each as intake takes it. */
export function map(...notifications: object[]) {
  const body = Buffer.from(JSON.stringify(notifications))
  const { batch, ignored } = hubspot.map(body, settings)
  const events = batch === undefined ? [] : JSON.parse(Buffer.from(batch).toString()).events
  for (const event of events) expect(eventSchema.safeParse(event).error?.issues).toBeUndefined()
  return { events, ignored }
}

/** The events of a changed property. */
export const property = (kind: string, propertyName: string, propertyValue: string | null) =>
  map({ ...base, subscriptionType: `${kind}.propertyChange`, propertyName, propertyValue }).events
