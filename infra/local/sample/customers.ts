import { addContact, createAccount, createProfile } from './accounts.ts'
import { playSubscription } from './billing.ts'
import { day, hour, logStart, officeTime } from './calendar.ts'
import { regionShares, type Segment, segments } from './market.ts'
import type { Random } from './random.ts'
import { ask } from './surveys.ts'
import { reportUsage } from './usage.ts'
import { type Customer, type Deal, type Health, money, type World } from './world.ts'

/** A won deal becomes a customer. */
export function startCustomer(world: World, deal: Deal, wonAt: number): void {
  const { random, profile } = deal.lead
  const customer: Customer = {
    account: deal.account,
    contactId: deal.contactId,
    opportunityId: deal.id,
    wonAt,
    interval: drawInterval(random, profile.segment),
    yearly: deal.price,
    random,
  }
  if (profile.product === 'devices') sellDevices(world, customer)
  else runCustomer(world, customer)
}

const drawInterval = (random: Random, segment: Segment): Customer['interval'] =>
  random.weighted(
    segment === 'smb'
      ? [
          ['month', 65],
          ['year', 35],
        ]
      : [
          ['month', 15],
          ['quarter', 15],
          ['year', 70],
        ],
  )

/** Devices are paid once; a care contract of a seventh of the price often follows. */
function sellDevices(world: World, customer: Customer): void {
  const { account, opportunityId, random, wonAt } = customer
  world.log.record('billing', wonAt + 10 * day, {
    type: 'revenue',
    action: 'charge',
    account_id: account.id,
    opportunity_id: opportunityId,
    amount: money(customer.yearly),
    currency: account.profile.currency,
    interval: 'once',
    product: 'devices',
  })
  if (random.chance(0.6)) {
    runCustomer(world, { ...customer, interval: 'year', yearly: customer.yearly / 7 })
  }
}

/** Plays a customer's life: onboarding, subscription, usage and answers to surveys. */
export function runCustomer(world: World, customer: Customer): void {
  const { random } = customer
  world.customers.push(customer)
  const health = random.weighted([
    ['good', 55],
    ['fair', 30],
    ['poor', 15],
  ] as const)
  onboard(world, customer, health)
  const endedAt = playSubscription(world, customer, health)
  reportUsage(world, customer, health, endedAt)
  ask(world, customer, health, endedAt)
}

function onboard(world: World, customer: Customer, health: Health): void {
  const { account, contactId, random, wonAt } = customer
  if (health === 'poor' && random.chance(0.4)) return
  const at = officeTime(random, wonAt + random.skewed(health === 'good' ? 15 : 26, 0.5) * day)
  world.log.record('crm', at, {
    type: 'stage',
    name: 'onboarded',
    account_id: account.id,
    contact_id: contactId,
  })
  world.log.record('product', at + hour, {
    type: 'usage',
    account_id: account.id,
    feature: 'onboarded',
    quantity: '1',
  })
}

/** Customers from the year before the log begins, loaded from history. */
export function createLegacyCustomers(world: World): void {
  const backfill = { backfill: true }
  for (let count = 0; count < 50; count += 1) {
    const random = world.random.fork(`legacy ${count}`)
    const segment = random.weighted([
      ['smb', 45],
      ['mid_market', 40],
      ['enterprise', 15],
    ] as const)
    const profile = createProfile(random, random.weighted(regionShares), segment, 'platform')
    const wonAt = officeTime(random, logStart - random.between(20, 360) * day)
    const account = createAccount(world, random, wonAt, profile, undefined, backfill)
    const contactId = addContact(world, random, wonAt, account, 'champion', backfill)
    const yearly = Math.round(random.skewed(segments[segment].price, 0.4))
    const interval = drawInterval(random, segment)
    runCustomer(world, {
      account,
      contactId,
      opportunityId: undefined,
      wonAt,
      interval,
      yearly,
      random,
    })
  }
}
