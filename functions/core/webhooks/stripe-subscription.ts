import * as z from 'zod'
import { sumOfMinor } from './minor-units.ts'
import type { MappedEvent } from './webhook.ts'

const reference = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])

const price = z.object({
  unit_amount: z.int().nullish(),
  unit_amount_decimal: z.string().nullish(),
  product: reference.nullish(),
  recurring: z.object({ interval: z.string(), interval_count: z.int().default(1) }).nullish(),
})

const item = z.object({
  price,
  quantity: z.int().min(0).default(1),
  current_period_end: z.int().nullish(),
})

const items = z.object({ data: z.array(item).min(1) })

const subscription = z.object({
  id: z.string(),
  customer: reference,
  currency: z.string().transform((code) => code.toUpperCase()),
  status: z.string(),
  items,
  current_period_end: z.int().nullish(),
  trial_end: z.int().nullish(),
  ended_at: z.int().nullish(),
  pause_collection: z.record(z.string(), z.unknown()).nullish(),
  cancellation_details: z
    .object({ reason: z.string().nullish(), feedback: z.string().nullish() })
    .nullish(),
})

type Subscription = z.infer<typeof subscription>
type Previous = Readonly<Record<string, unknown>>

/** States in which the subscription earns; a late payment does not end it yet. */
const earning = new Set(['active', 'past_due', 'unpaid'])

/** What was not paying before becomes a subscription when it starts to. */
const before = new Set(['incomplete', 'trialing'])

/**
 * What is paid for each interval. Left out when items have different intervals or a price by tiers:
 * intake then refuses the event, which is kept in quarantine, instead of a number being made up.
 */
function priceOf({ items: { data }, currency }: Pick<Subscription, 'items' | 'currency'>) {
  const [first, ...others] = data
  const { interval, interval_count: count } = first?.price.recurring ?? {}
  const isSame = others.every(
    ({ price: { recurring } }) =>
      recurring?.interval === interval && recurring?.interval_count === count,
  )
  const parts = data.flatMap(({ price: { unit_amount, unit_amount_decimal }, quantity }) => {
    const each = unit_amount_decimal ?? unit_amount
    return each === null || each === undefined ? [] : { price: String(each), quantity }
  })
  if (!isSame || parts.length !== data.length) return {}
  const isDaily = interval === 'day'
  return {
    amount: sumOfMinor(parts, currency),
    // A week is the shortest interval there is here: seven days make one.
    interval: isDaily && (count ?? 1) % 7 === 0 ? 'week' : interval,
    interval_count: isDaily ? (count ?? 1) / 7 : count,
  }
}

const dayOf = (seconds: number | null | undefined) =>
  seconds === null || seconds === undefined
    ? undefined
    : new Date(seconds * 1000).toISOString().slice(0, 10)

/** Terms are told for yearly subscriptions; one paid by the month has no renewal to decide. */
function termOf(told: Subscription): string | undefined {
  const isYearly = told.items.data[0]?.price.recurring?.interval === 'year'
  return isYearly ? dayOf(periodEnd(told)) : undefined
}

/** Newer versions of the API keep the period within the items. */
const periodEnd = (told: Pick<Subscription, 'items' | 'current_period_end'>) =>
  told.current_period_end ?? told.items.data[0]?.current_period_end

function actionOf(type: string, told: Subscription, previous: Previous): string | undefined {
  switch (type) {
    case 'customer.subscription.created':
      return earning.has(told.status) ? 'start' : undefined
    case 'customer.subscription.deleted':
      return endedInTrial(told) ? undefined : 'cancel'
    case 'customer.subscription.paused':
      return 'pause'
    case 'customer.subscription.resumed':
      return 'resume'
    default:
      return earning.has(told.status) ? changeOf(told, previous) : undefined
  }
}

/** What never began to be paid for is not lost. */
const endedInTrial = ({ trial_end: trialEnd, ended_at: endedAt }: Subscription): boolean =>
  typeof trialEnd === 'number' && typeof endedAt === 'number' && endedAt <= trialEnd

/** `previous` holds what the attributes that changed were before. */
function changeOf(told: Subscription, previous: Previous): string | undefined {
  if (typeof previous.status === 'string' && before.has(previous.status)) return 'start'
  if ('pause_collection' in previous) return told.pause_collection ? 'pause' : 'resume'
  const old = items.safeParse(previous.items).data
  const was = { ...told, ...(old ? { items: old } : {}) }
  const priced = old && JSON.stringify(priceOf(was)) !== JSON.stringify(priceOf(told))
  const isMoved = 'current_period_end' in previous || (old && periodEnd(was) !== periodEnd(told))
  if (isMoved && termOf(told) !== undefined) return 'renew'
  return priced || 'quantity' in previous || 'plan' in previous ? 'change' : undefined
}

/** The event of a subscription that started, changed, went into another term, paused or ended. */
export function mapSubscription(type: string, object: unknown, previous: Previous): MappedEvent[] {
  const told = subscription.parse(object)
  const action = actionOf(type, told, previous)
  if (action === undefined) return []
  const [first] = told.items.data
  const reason = told.cancellation_details?.feedback ?? told.cancellation_details?.reason
  const isCancel = action === 'cancel'
  return [
    {
      type: 'revenue',
      action,
      account_id: told.customer,
      subscription_id: told.id,
      currency: told.currency,
      ...priceOf(told),
      ...(isCancel ? { amount: '0', reason: reason ?? undefined } : {}),
      product: first?.price.product ?? undefined,
      quantity: String(told.items.data.reduce((sum, { quantity }) => sum + quantity, 0)),
      ...(isCancel ? {} : { term_end: termOf(told) }),
    },
  ]
}
