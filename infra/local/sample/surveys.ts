import { day, logEnd, officeTime } from './calendar.ts'
import type { Customer, Health, World } from './world.ts'

const scores = {
  good: [
    [10, 34],
    [9, 30],
    [8, 24],
    [7, 8],
    [5, 4],
  ],
  fair: [
    [9, 14],
    [8, 28],
    [7, 30],
    [6, 16],
    [4, 12],
  ],
  poor: [
    [7, 18],
    [6, 24],
    [5, 20],
    [3, 22],
    [1, 16],
  ],
} as const

/** Half-yearly NPS of up to three contacts, satisfaction after support, reviews and testimonials. */
export function ask(world: World, customer: Customer, health: Health, endedAt: number): void {
  const { account, random, wonAt } = customer
  for (let at = wonAt + 75 * day; at < Math.min(endedAt, logEnd); at += 182 * day) {
    for (const contact of account.contacts.slice(0, 3)) {
      if (!random.chance(0.55)) continue
      answer(world, customer, at, contact, 'nps', random.weighted(scores[health]))
    }
  }
  for (let left = random.poisson(0.7); left > 0; left -= 1) {
    const at = wonAt + random.between(20, 300) * day
    if (at < endedAt) {
      answer(
        world,
        customer,
        at,
        customer.contactId,
        'csat',
        random.whole(health === 'good' ? 3 : 1, 5),
      )
    }
  }
  const reviewedAt = wonAt + random.between(60, 240) * day
  if (reviewedAt >= endedAt || !random.chance(0.28)) return
  answer(
    world,
    customer,
    reviewedAt,
    customer.contactId,
    'review',
    random.whole(health === 'good' ? 4 : 2, 5),
  )
  if (health === 'good' && random.chance(0.6)) {
    answer(world, customer, reviewedAt + 8 * day, customer.contactId, 'testimonial', 5)
  }
}

function answer(
  world: World,
  customer: Customer,
  after: number,
  contactId: string,
  kind: 'nps' | 'csat' | 'review' | 'testimonial',
  score: number,
): void {
  world.log.record('survey_tool', officeTime(customer.random, after), {
    type: 'survey',
    kind,
    score,
    scale_max: kind === 'nps' ? undefined : 5,
    contact_id: contactId,
    account_id: customer.account.id,
  })
}
