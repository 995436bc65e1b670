import * as z from 'zod'
import { fromMinor } from './minor-units.ts'
import { mapSubscription } from './stripe-subscription.ts'
import { type MappedEvent, present } from './webhook.ts'

const record = z.record(z.string(), z.unknown())

export const stripeEvent = z.object({
  id: z.string().min(1),
  object: z.literal('event'),
  type: z.string(),
  created: z.int().min(0).max(8.64e12),
  data: z.object({ object: record, previous_attributes: record.nullish() }),
})

type StripeEvent = z.infer<typeof stripeEvent>

/** An object's id, given alone or within the object itself. */
const reference = z
  .union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])
  .nullish()

const currency = z.string().transform((code) => code.toUpperCase())

const customer = z.object({
  id: z.string(),
  email: z.string().nullish(),
  address: z.object({ country: z.string().nullish() }).nullish(),
})

/** Newer versions of the API moved the subscription of an invoice below `parent`. */
const invoice = z.object({
  customer: reference,
  currency,
  amount_paid: z.int(),
  subscription: reference,
  parent: z
    .object({ subscription_details: z.object({ subscription: reference }).nullish() })
    .nullish(),
})

const charge = z.object({ customer: reference, currency, amount_refunded: z.int() })
const refundedBefore = z.object({ amount_refunded: z.int().default(0) })

function mapCustomer({ type, data }: StripeEvent): MappedEvent[] {
  const { id, email, address } = customer.parse(data.object)
  const known = { type: 'account', account_id: id }
  if (type === 'customer.deleted') return [{ ...known, name: 'updated', deleted: true }]
  const domain = email?.includes('@') ? email.slice(email.lastIndexOf('@') + 1) : undefined
  const name = type === 'customer.created' ? 'created' : 'updated'
  return [
    {
      ...known,
      name,
      domain: domain?.toLowerCase() || undefined,
      country: address?.country || undefined,
    },
  ]
}

const paidOnce = (fields: object): MappedEvent => ({ type: 'revenue', interval: 'once', ...fields })

function mapInvoice({ data }: StripeEvent): MappedEvent[] {
  const paid = invoice.parse(data.object)
  if (paid.amount_paid === 0) return []
  return [
    paidOnce({
      action: 'charge',
      account_id: paid.customer ?? undefined,
      subscription_id:
        paid.subscription ?? paid.parent?.subscription_details?.subscription ?? undefined,
      amount: fromMinor(paid.amount_paid, paid.currency),
      currency: paid.currency,
    }),
  ]
}

/** A charge tells how much of it was given back so far; the step since the last time is this refund. */
function mapRefund({ data }: StripeEvent): MappedEvent[] {
  const refunded = charge.parse(data.object)
  const before = refundedBefore.parse(data.previous_attributes ?? {})
  const amount = refunded.amount_refunded - before.amount_refunded
  if (amount <= 0) return []
  return [
    paidOnce({
      action: 'refund',
      account_id: refunded.customer ?? undefined,
      amount: fromMinor(amount, refunded.currency),
      currency: refunded.currency,
    }),
  ]
}

function eventsOf(event: StripeEvent): MappedEvent[] {
  switch (event.type) {
    case 'customer.created':
    case 'customer.updated':
    case 'customer.deleted':
      return mapCustomer(event)
    case 'customer.subscription.created':
    case 'customer.subscription.updated':
    case 'customer.subscription.deleted':
    case 'customer.subscription.paused':
    case 'customer.subscription.resumed':
      return mapSubscription(event.type, event.data.object, event.data.previous_attributes ?? {})
    case 'invoice.paid':
      return mapInvoice(event)
    case 'charge.refunded':
      return mapRefund(event)
    default:
      return []
  }
}

/**
 * The events of one event of Stripe; none for a type that tells no revenue or account. Each says
 * all that it takes to place it, so that they may come in any order.
 */
export function mapStripeEvent(event: StripeEvent): MappedEvent[] {
  return eventsOf(event).map((mapped) =>
    present({
      event_id: `stripe:${event.id}`,
      occurred_at: new Date(event.created * 1000).toISOString(),
      source_system: 'stripe',
      ...mapped,
    }),
  )
}
