import fc from 'fast-check'
import { dayMs, type RawEvent } from './raw-event.ts'

const some = <T>(values: readonly T[]) => fc.constantFrom(...values)
const maybe = <T>(values: readonly T[]) => some([undefined, undefined, ...values])

const start = Date.parse('2026-03-01T00:00:00.000Z')
/** Many at one moment, some exactly the look-back apart, around the change of the clocks in Berlin. */
const offsets = [0, 0, 1, 1, 2, 7, 14, 27, 28, 29, 30, 60, 89, 90, 90, 91]
const clocks = [0, 0, 0, 3_600_000, 79_200_000, 82_800_000, 1_000, 999]

const when = fc.record({ day: some(offsets), clock: some(clocks) })
const at = ({ day, clock }: { day: number; clock: number }) => start + day * dayMs + clock

const touch = fc.record({
  when,
  channel: maybe(['web', 'mail', 'event', 'ads', 'web']),
  kind: some([undefined, 'interaction', 'intent', 'trigger']),
  ids: some([
    { account_id: 'a1' },
    { account_id: 'a2' },
    { lead_id: 'l1' },
    { lead_id: 'l2' },
    { lead_id: 'l3', account_id: 'a1' },
    { opportunity_id: 'o1' },
    { opportunity_id: 'o3', lead_id: 'l2' },
    { count: 5, channel: 'ads' },
  ]),
})

const person = fc.record({ when, lead: some(['l1', 'l2', 'l3']), account: some(['a1', 'a2']) })
const deal = fc.record({
  when,
  opportunity: some(['o1', 'o2', 'o3']),
  account: maybe(['a1', 'a1', 'a2']),
  lead: maybe(['l1', 'l2', 'l3']),
})
const close = fc.record({
  when,
  outcome: some(['won', 'won', 'won', 'lost']),
  amount: maybe(['100.0000', '0.0001', '99999.9997', '140', '7', '12345678901.2345']),
  currency: some(['EUR', 'EUR', 'EUR', 'USD']),
})
const revenue = fc.record({
  when,
  account: some(['a1', 'a2']),
  action: some(['start', 'charge', 'refund']),
  amount: some(['0', '10', '9.99']),
})
const spend = fc.record({
  when,
  days: some([1, 2, 3, 7, 31, 365, 1_500]),
  amount: some(['100', '-100', '0.0001', '0', '31', '99999999999.9999']),
  currency: some(['EUR', 'EUR', 'USD']),
  scope: some(['new_business', 'new_business', 'expansion']),
  category: some(['media', 'people']),
  channel: maybe(['web', 'ads']),
})

/** What a few accounts went through: touches, deals and their closes, revenue, and spend. */
export const economies = fc.record({
  touches: fc.array(touch, { maxLength: 14, size: 'max' }),
  persons: fc.array(person, { maxLength: 3 }),
  deals: fc.array(deal, { maxLength: 5, size: 'max' }),
  closes: fc.record({ o1: close, o2: fc.option(close), o3: fc.option(close) }),
  revenues: fc.array(revenue, { maxLength: 3 }),
  spends: fc.array(spend, { maxLength: 3 }),
  order: fc.array(fc.nat({ max: 999 }), { minLength: 40, maxLength: 40 }),
})

type Economy = typeof economies extends fc.Arbitrary<infer T> ? T : never

const isoDay = (moment: number) => new Date(moment).toISOString().slice(0, 10)

const moneyEvents = ({ closes, revenues, spends }: Economy) => [
  ...Object.entries(closes).flatMap(([opportunity_id, found]) => {
    if (found === null) return []
    const { when: moment, outcome, amount, currency } = found
    const money = amount === undefined ? {} : { amount, currency }
    const event = { type: 'stage', name: 'closed', opportunity_id, outcome, ...money }
    return [{ at: at(moment), event }]
  }),
  ...revenues.map(({ when: moment, account, action, amount }) => ({
    at: at(moment),
    event: {
      type: 'revenue',
      action,
      account_id: account,
      amount,
      currency: 'EUR',
      interval: 'once',
    },
  })),
  ...spends.map(({ when: moment, days, ...fields }) => ({
    at: at(moment),
    event: {
      type: 'spend',
      period_start: isoDay(at(moment)),
      period_end: isoDay(at(moment) + days * dayMs),
      ...fields,
    },
  })),
]

const drafts = (economy: Economy) => [
  ...economy.touches.map(({ when: moment, ids, channel, kind }) => ({
    at: at(moment),
    event: { type: 'touch', name: 'touched', channel, kind, ...ids },
  })),
  ...economy.persons.map(({ when: moment, lead, account }) => ({
    at: at(moment),
    event: { type: 'person', name: 'updated', lead_id: lead, account_id: account },
  })),
  ...economy.deals.map(({ when: moment, opportunity, account, lead }) => ({
    at: at(moment),
    event: {
      type: 'deal',
      name: 'updated',
      opportunity_id: opportunity,
      account_id: account,
      lead_id: lead,
    },
  })),
  ...moneyEvents(economy),
]

const ids = ['account_id', 'lead_id', 'opportunity_id']

/** The events of an economy, in ids that begin with `<name>-`. */
export function economyOf(name: string, economy: Economy): RawEvent[] {
  return drafts(economy).map(({ at: moment, event }, index) => {
    const named = Object.entries(event)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => [field, ids.includes(field) ? `${name}-${value}` : value])
    const order = String(economy.order[index] ?? 0).padStart(3, '0')
    return {
      ...Object.fromEntries(named),
      // The order of ids is not the order of events.
      event_id: `${name}-e${order}-${String(index).padStart(2, '0')}`,
      type: event.type,
      source_system: 'oracle',
      occurred_at: new Date(moment).toISOString(),
      received_at: new Date(moment + 1_000).toISOString(),
    }
  })
}
