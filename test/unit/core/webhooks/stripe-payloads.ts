import { expect } from 'vitest'
import { eventSchema } from '#core/event.ts'
import { parseSettings } from '#core/settings.ts'
import { stripe } from '#core/webhooks/stripe.ts'
import { settings as shipped } from '#infra/settings.ts'

/** Payloads with the fields that the documentation shows, https://docs.stripe.com/api/events. */

const created = 1_762_660_908

export interface Price {
  readonly unit_amount?: number | null
  readonly unit_amount_decimal?: string | null
  readonly interval?: string
  readonly interval_count?: number
}

export function item(price: Price = {}, quantity = 1) {
  const { interval = 'month', interval_count = 1, unit_amount = 1999, unit_amount_decimal } = price
  const decimal = unit_amount_decimal ?? (unit_amount === null ? null : String(unit_amount))
  return {
    id: 'si_1',
    object: 'subscription_item',
    price: {
      id: 'price_1',
      object: 'price',
      unit_amount,
      unit_amount_decimal: decimal,
      product: 'prod_team',
      recurring: { interval, interval_count, usage_type: 'licensed' },
    },
    quantity,
  }
}

export const subscription = (changes: object = {}) => ({
  id: 'sub_1',
  object: 'subscription',
  customer: 'cus_1',
  currency: 'usd',
  status: 'active',
  cancel_at_period_end: false,
  current_period_start: created,
  current_period_end: 1_794_196_908,
  trial_end: null,
  ended_at: null,
  pause_collection: null,
  cancellation_details: { comment: null, feedback: null, reason: null },
  items: { object: 'list', data: [item()] },
  ...changes,
})

export const stripeEvent = (type: string, object: object, previous?: object) => ({
  id: 'evt_1SRPp2',
  object: 'event',
  api_version: '2024-06-20',
  created,
  data: { object, ...(previous ? { previous_attributes: previous } : {}) },
  livemode: true,
  pending_webhooks: 1,
  type,
})

const settings = parseSettings(shipped)

/** The events that an event of the provider stands for. */
export function map(type: string, object: object, previous?: object): Record<string, unknown>[] {
  const { batch, ignored } = stripe.map(
    Buffer.from(JSON.stringify(stripeEvent(type, object, previous))),
    settings,
  )
  expect(ignored).toBe(batch === undefined ? 1 : 0)
  return batch === undefined ? [] : JSON.parse(Buffer.from(batch).toString()).events
}

/** Whether intake takes the event; else it goes to quarantine. */
export const isTaken = (event: unknown) => eventSchema.safeParse(event).success
