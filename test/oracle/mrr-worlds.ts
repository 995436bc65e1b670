import fc from 'fast-check'
import { type DatedRate, happened } from '#test/sql/report-business.ts'
import { dayMs, type RawEvent } from './raw-event.ts'

/** Random histories of subscriptions: late and early changes, days without time, several currencies. */

const first = Date.parse('2026-01-01T00:00:00.000Z')

/** Hours that fall on, and next to, local midnights and the change to summer time. */
const hours = fc.constantFrom(0, 1, 9, 12, 21, 22, 23)
const days = fc.integer({ min: 0, max: 120 })
const minutes = fc.constantFrom(0, 0, 30)

const moment = fc
  .tuple(days, hours, minutes)
  .map(([day, hour, minute]) =>
    new Date(first + day * dayMs + hour * 3_600_000 + minute * 60_000).toISOString(),
  )

const drawn = fc.record({
  action: fc.constantFrom(
    'start',
    'start',
    'change',
    'renew',
    'cancel',
    'pause',
    'resume',
    'charge',
  ),
  at: moment,
  effective: fc.option(moment, { freq: 3 }),
  isDay: fc.boolean(),
  account: fc.constantFrom(0, 0, 0, 1),
  subscription: fc.constantFrom(0, 0, 1, 2),
  amount: fc.constantFrom('100', '99.99', '0.0005', '12', '1234.5678', '0'),
  interval: fc.constantFrom('week', 'month', 'month', 'quarter', 'year', 'once'),
  count: fc.constantFrom(undefined, undefined, 1, 2, 3),
  currency: fc.constantFrom('EUR', 'EUR', 'USD', 'GBP', 'XXX'),
  product: fc.constantFrom(undefined, 'crm', 'crm', 'add-on'),
  order: fc.integer({ min: 0, max: 999 }),
})

type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never

function eventOf(each: Drawn, index: number): RawEvent {
  const { action, at, effective, isDay, interval, count, product } = each
  return happened({
    // The order of ids is not the order of events.
    event_id: `e${String(each.order).padStart(3, '0')}-${index}`,
    occurred_at: isDay ? at.slice(0, 10) : at,
    received_at: '2026-01-01T00:00:00.000Z',
    ...(isDay ? { date_only: true } : {}),
    action,
    account_id: `a${each.account}`,
    subscription_id: `s${each.subscription}`,
    amount: action === 'cancel' ? '0' : each.amount,
    currency: each.currency,
    interval,
    ...(count === undefined ? {} : { interval_count: count }),
    ...(product === undefined ? {} : { product }),
    ...(effective === null ? {} : { effective_at: effective }),
  })
}

/** A history of two accounts and their subscriptions. */
export const histories = fc
  .array(drawn, { minLength: 1, maxLength: 12 })
  .map((all) => all.map(eventOf))

/** Histories with accounts and subscriptions of their own. */
export const apart = (worlds: readonly (readonly RawEvent[])[]): RawEvent[][] =>
  worlds.map((world, index) =>
    world.map((event) => ({
      ...event,
      event_id: `w${index}-${event.event_id}`,
      account_id: `w${index}-${event.account_id}`,
      subscription_id: `w${index}-${String(event.subscription_id)}`,
    })),
  )

/** Pounds have no rate before March, the currency XXX none at all. */
export const worldRates: readonly DatedRate[] = [
  { currency: 'USD', validOn: '2025-12-01', rate: '0.8765' },
  { currency: 'USD', validOn: '2026-02-01', rate: '0.9' },
  { currency: 'USD', validOn: '2026-03-15', rate: '0.9125' },
  { currency: 'GBP', validOn: '2026-03-01', rate: '1.15' },
  { currency: 'GBP', validOn: '2026-04-02', rate: '1.1234' },
]
