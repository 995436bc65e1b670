import { hour } from './calendar.ts'
import type { World } from './world.ts'

/** Customers who recommend us tell us so before most of those that they send arrive. */
export function createReferrals(world: World): void {
  const random = world.random.fork('referrals')
  for (const { referrer, bornAt } of world.leads) {
    if (referrer === undefined || !random.chance(0.7)) continue
    world.log.record('crm', bornAt - random.between(1, 48) * hour, {
      type: 'touch',
      name: 'referral_made',
      contact_id: referrer.contactId,
      account_id: referrer.account.id,
      direction: 'inbound',
    })
  }
}
