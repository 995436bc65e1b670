import { day, isoDay, logStart, officeTime } from './calendar.ts'
import { type Customer, money, type World } from './world.ts'

interface CustomerDeal {
  readonly type: 'renewal' | 'expansion'
  readonly closedAt: number
  /** Days from opening to close. */
  readonly lead: number
  readonly amount: number
  readonly won: boolean
}

const stages = { renewal: 'renewed', expansion: 'expanded' } as const

/** A deal with an existing customer, and the customer's stage when it is won. */
export function recordCustomerDeal(
  world: World,
  customer: Customer,
  { type, closedAt, lead, amount, won }: CustomerDeal,
): void {
  const { account, contactId, random } = customer
  const { currency, rep, team, region, segment, product } = account.profile
  const openedAt = officeTime(random, closedAt - lead * day)
  if (openedAt < logStart) return
  const ids = { opportunity_id: world.nextId('opp', 5), account_id: account.id }
  const value = { amount: money(amount), currency }
  world.log.record('crm', openedAt, {
    type: 'deal',
    name: 'created',
    ...ids,
    ...value,
    deal_type: type,
    sourced_by: 'customer',
    amount_basis: 'annual',
    pipeline: type,
    expected_close: isoDay(closedAt),
    contact_roles: [{ contact_id: contactId, role: 'champion', primary: true }],
    ...{ rep, team, region, segment, product },
  })
  world.log.record('crm', openedAt + 60_000, {
    type: 'stage',
    name: 'opportunity_opened',
    ...ids,
    pipeline: type,
    rep,
    team,
  })
  const outcome = won ? 'won' : 'lost'
  const close = { ...ids, ...value, outcome, pipeline: type, rep, team } as const
  world.log.record('crm', closedAt, { type: 'stage', name: `closed_${outcome}`, ...close })
  if (!won) return
  world.log.record('crm', closedAt + 120_000, {
    type: 'stage',
    name: stages[type],
    contact_id: contactId,
    account_id: account.id,
    ...value,
  })
}
