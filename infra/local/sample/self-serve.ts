import { addContact, createAccount } from './accounts.ts'
import { day, hour, officeTime } from './calendar.ts'
import { runCustomer } from './customers.ts'
import { convertLead, webTouch } from './leads.ts'
import type { Lead, World } from './world.ts'

/** A small company tries the platform and subscribes without a salesperson: no opportunity, no deal. */
export function startTrial(world: World, lead: Lead, at: number): void {
  const { random, profile } = lead
  webTouch(world, lead, at, 'trial_started')
  if (random.chance(0.5)) webTouch(world, lead, at + 4 * day, 'pricing_page_viewed')
  if (!random.chance(0.45)) return
  const boughtAt = at + random.skewed(13, 0.4) * day
  const account = createAccount(world, random, boughtAt - hour, profile)
  const contactId = addContact(world, random, boughtAt - hour, account, 'end_user')
  convertLead(world, lead, boughtAt - hour / 2, { account, contactId })
  world.log.record('billing', boughtAt, {
    type: 'touch',
    name: 'subscription_started',
    contact_id: contactId,
    account_id: account.id,
    ...lead.dimensions,
  })
  runCustomer(world, {
    account,
    contactId,
    opportunityId: undefined,
    wonAt: officeTime(random, boughtAt),
    interval: random.chance(0.8) ? 'month' : 'year',
    yearly: random.pick([1_188, 1_788, 2_988]),
    random,
  })
}
