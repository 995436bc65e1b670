import { day, isoDay, logEnd, logStart, monthStart } from './calendar.ts'
import { segments } from './market.ts'
import type { Customer, Health, World } from './world.ts'

const activity = { good: 0.8, fair: 0.52, poor: 0.24 } as const

/** Monthly seats and active users of a customer; features are reported now and then, without an id. */
export function reportUsage(
  world: World,
  customer: Customer,
  health: Health,
  endedAt: number,
): void {
  const { account, random } = customer
  const seats = Math.max(2, Math.round(random.skewed(segments[account.profile.segment].seats, 0.3)))
  const from = Math.max(customer.wonAt, logStart)
  for (
    let start = monthStart(from, 1);
    monthStart(start, 1) <= Math.min(endedAt, logEnd);
    start = monthStart(start, 1)
  ) {
    const end = monthStart(start, 1)
    const ramp = Math.min(1, (end - customer.wonAt) / (120 * day))
    const active = Math.min(
      seats,
      Math.round(seats * activity[health] * ramp * random.between(0.8, 1.15)),
    )
    const month = {
      type: 'usage',
      account_id: account.id,
      period_start: isoDay(start),
      period_end: isoDay(end),
    } as const
    world.log.record('product', end - 3_600_000, {
      ...month,
      feature: 'active_users',
      quantity: String(active),
    })
    if (random.chance(0.12)) {
      world.log.record('product', end - 3_600_000, {
        ...month,
        feature: 'seats',
        quantity: String(seats),
      })
    }
    if (random.chance(0.06)) {
      const feature = random.pick(['export', 'api', 'mobile'])
      const quantity = random.between(1, 400).toFixed(2)
      world.log.record(
        'product',
        end - 3_600_000,
        { ...month, feature, quantity },
        { withoutId: true },
      )
    }
  }
}
