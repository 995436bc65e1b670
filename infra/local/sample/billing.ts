import { addMonths, day, hour, isoDay, isoTime, logEnd, logStart, officeTime } from './calendar.ts'
import { recordCustomerDeal } from './customer-deals.ts'
import type { Draft } from './log.ts'
import { segments } from './market.ts'
import { type Customer, type Health, money, type World } from './world.ts'

type RevenueDraft = Extract<Draft, { type: 'revenue' }>
type Action = RevenueDraft['action']

interface Subscription {
  readonly customer: Customer
  readonly id: string
  readonly product: string
  readonly months: number
  readonly startedAt: number
  yearly: number
  seats: number
  paused: boolean
}

const monthsOf = { month: 1, quarter: 3, year: 12 } as const

/** Chances a month to leave (paid by the month), to grow, to shrink; and a year's chance to renew. */
const habits = {
  good: { leave: 0.009, grow: 0.035, shrink: 0.002, renew: 0.94 },
  fair: { leave: 0.03, grow: 0.014, shrink: 0.01, renew: 0.8 },
  poor: { leave: 0.08, grow: 0.004, shrink: 0.022, renew: 0.45 },
} as const

/** Plays a subscription from its start and returns when it ended, else the end of the log. */
export function playSubscription(world: World, customer: Customer, health: Health): number {
  const { random, account, wonAt } = customer
  const subscription: Subscription = {
    customer,
    id: world.nextId('sub', 5),
    product: account.profile.product,
    months: monthsOf[customer.interval],
    startedAt: wonAt + random.between(0.2, 10) * day,
    yearly: customer.yearly,
    seats: Math.max(2, Math.round(random.skewed(segments[account.profile.segment].seats, 0.4))),
    paused: false,
  }
  revenue(world, subscription, 'start', subscription.startedAt, {
    opportunity_id: customer.opportunityId,
    term_end: termEnd(subscription, 12),
  })
  for (let month = 0; ; month += 1) {
    const at = addMonths(subscription.startedAt, month)
    if (at >= logEnd) return logEnd
    if (month > 0 && ends(world, subscription, health, at, month)) {
      return leave(world, subscription, at)
    }
    if (month % subscription.months === 0 && !subscription.paused) charge(world, subscription, at)
    if (month > 1) change(world, subscription, health, at)
  }
}

const termEnd = (subscription: Subscription, months: number) =>
  subscription.months === 1 ? undefined : isoDay(addMonths(subscription.startedAt, months))

function revenue(
  world: World,
  { customer, id, product, months, yearly, seats }: Subscription,
  action: Action,
  at: number,
  extra: Partial<RevenueDraft> = {},
): void {
  const { account, interval } = customer
  world.log.record(
    'billing',
    at,
    {
      type: 'revenue',
      action,
      account_id: account.id,
      subscription_id: id,
      amount: money((yearly * months) / 12),
      currency: account.profile.currency,
      interval,
      quantity: String(seats),
      product,
      ...extra,
    },
    { backfill: at < logStart },
  )
}

function charge(world: World, subscription: Subscription, at: number): void {
  const { random } = subscription.customer
  if (at < logStart) return
  revenue(world, subscription, 'charge', at + hour)
  if (random.chance(0.008)) {
    revenue(world, subscription, 'refund', at + 9 * day, { reason: 'credit' })
  }
}

/** Whether the subscription ends at this month; a yearly one is renewed or not at the end of its term. */
function ends(
  world: World,
  subscription: Subscription,
  health: Health,
  at: number,
  month: number,
): boolean {
  const { random } = subscription.customer
  if (subscription.months === 1) return random.chance(habits[health].leave)
  if (month % 12 !== 0) return false
  const before = subscription.yearly
  const renewed = random.chance(habits[health].renew)
  if (renewed) subscription.yearly = Math.round(before * random.between(1, 1.07))
  const late = random.chance(0.15) ? random.between(2, 25) : -random.between(3, 30)
  const decidedAt = officeTime(random, at + late * day)
  recordCustomerDeal(world, subscription.customer, {
    type: 'renewal',
    closedAt: decidedAt,
    lead: 90,
    amount: subscription.yearly,
    won: renewed,
  })
  if (renewed) {
    revenue(world, subscription, 'renew', decidedAt, {
      effective_at: isoTime(at),
      term_end: termEnd(subscription, month + 12),
    })
  }
  return !renewed
}

function leave(world: World, subscription: Subscription, at: number): number {
  const { random } = subscription.customer
  const reason = random.weighted([
    ['price', 22],
    ['low_usage', 26],
    ['competitor', 18],
    ['company_closed', 6],
    ['missing_feature', 16],
    [undefined, 12],
  ] as const)
  const noticeAt = at - random.between(1, 25) * day
  revenue(world, subscription, 'cancel', noticeAt, {
    amount: '0',
    effective_at: isoTime(at),
    reason,
    quantity: '0',
  })
  if (random.chance(0.06)) revenue(world, subscription, 'start', at + random.between(60, 180) * day)
  return at
}

function change(world: World, subscription: Subscription, health: Health, at: number): void {
  const { customer } = subscription
  const { random } = customer
  const when = officeTime(random, at + random.between(1, 20) * day)
  if (subscription.paused || random.chance(0.003)) {
    subscription.paused = !subscription.paused
    revenue(world, subscription, subscription.paused ? 'pause' : 'resume', at + 2 * hour)
  } else if (random.chance(habits[health].grow)) {
    grow(world, subscription, when)
  } else if (random.chance(habits[health].shrink)) {
    resize(subscription, random.between(0.6, 0.9))
    revenue(world, subscription, 'change', when, { reason: 'fewer_seats' })
  }
}

function resize(subscription: Subscription, factor: number): void {
  subscription.yearly = Math.round(subscription.yearly * factor)
  subscription.seats = Math.max(1, Math.round(subscription.seats * factor))
}

/** More seats of the same product, or a second product beside it. */
function grow(world: World, subscription: Subscription, at: number): void {
  const { customer } = subscription
  const { random } = customer
  const factor = random.between(1.1, 1.5)
  const amount = Math.round(subscription.yearly * (factor - 1))
  recordCustomerDeal(world, customer, {
    type: 'expansion',
    closedAt: at,
    lead: 35,
    amount,
    won: true,
  })
  if (random.chance(0.25)) {
    const second = { ...subscription, id: world.nextId('sub', 5), product: 'analytics' }
    revenue(world, { ...second, yearly: amount }, 'start', at + hour)
  } else {
    resize(subscription, factor)
    revenue(world, subscription, 'change', at + hour, { reason: 'more_seats' })
  }
}
