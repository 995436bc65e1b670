import { day, demand, hour, isoDay, logEnd, monthStart, months, periods } from './calendar.ts'
import { channels, leadsPerDay } from './channels.ts'
import type { Draft } from './log.ts'
import { money, type World } from './world.ts'

type Spend = Extract<Draft, { type: 'spend' }>

function spend(
  world: World,
  start: number,
  end: number,
  amount: number,
  fields: Partial<Spend> & Pick<Spend, 'category' | 'scope'>,
): void {
  world.log.record('ads', Math.min(end, logEnd) - 2 * hour, {
    type: 'spend',
    period_start: isoDay(start),
    period_end: isoDay(end),
    amount: money(amount),
    currency: 'EUR',
    ...fields,
  })
}

const media = { category: 'media', scope: 'new_business' } as const

/** Every cost of marketing and sales: media by day and week, people and tools by month. */
export function createSpend(world: World): void {
  const random = world.random.fork('spend')
  for (const start of periods(1)) {
    const clicks = channels.find(({ name }) => name === 'paid_search')
    const leads = clicks ? leadsPerDay(clicks, start) : 0
    spend(world, start, start + day, leads * 95 * random.between(0.8, 1.2), {
      ...media,
      channel: 'paid_search',
      campaign: 'all_search',
    })
  }
  for (const start of periods(7)) {
    const end = start + 7 * day
    const level = demand(start + 3 * day)
    spend(world, start, end, level * 620 * random.between(0.8, 1.2), {
      ...media,
      channel: 'social',
      campaign: 'always_on_social',
    })
    spend(world, start, end, level * 240 * random.between(0.7, 1.3), {
      ...media,
      channel: 'social',
      campaign: 'retargeting_social',
      currency: 'USD',
    })
  }
  for (const start of months()) createMonthlySpend(world, start, random.between(0.96, 1.06))
  const credited = Date.UTC(2026, 6, 1)
  spend(world, credited, credited + day, -1_850, {
    ...media,
    channel: 'paid_search',
    campaign: 'all_search',
    reason: 'credit_note',
  })
}

function createMonthlySpend(world: World, start: number, factor: number): void {
  const end = monthStart(start, 1)
  const growth = 1 + (start - Date.UTC(2025, 4, 1)) / (1_500 * day)
  const monthly = (amount: number, fields: Parameters<typeof spend>[4]) =>
    spend(world, start, end, amount * factor * growth, fields)
  monthly(48_000, { category: 'people', scope: 'new_business', team: 'marketing' })
  monthly(86_000, { category: 'people', scope: 'new_business', team: 'sales' })
  monthly(23_000, { category: 'people', scope: 'expansion', team: 'customer_success' })
  monthly(8_200, { category: 'tools', scope: 'new_business' })
  monthly(2_400, { category: 'tools', scope: 'new_business', currency: 'USD', product: 'platform' })
  monthly(900, { category: 'tools', scope: 'new_business', channel: 'email' })
  monthly(3_100, {
    category: 'other',
    scope: 'new_business',
    channel: 'partner',
    reason: 'commission',
  })
  monthly(2_600, {
    category: 'other',
    scope: 'new_business',
    channel: 'organic_search',
    reason: 'content',
  })
  if ([2, 4, 5, 8, 10].includes(new Date(start).getUTCMonth())) {
    monthly(16_500, { ...media, channel: 'events', region: 'DACH' })
  }
}

/** Weekly traffic that has no known person behind it: impressions, sessions and mails as counts. */
export function createTraffic(world: World): void {
  const random = world.random.fork('traffic')
  const count = (name: string, channel: string, start: number, mean: number) =>
    world.log.record('ads', Math.min(start + 7 * day, logEnd - 1) - hour, {
      type: 'touch',
      name,
      channel,
      count: Math.round(mean * demand(start + 3 * day) * random.between(0.85, 1.15)),
    })
  for (const start of periods(7)) {
    count('impression', 'paid_search', start, 21_000)
    count('impression', 'social', start, 48_000)
    count('session', 'organic_search', start, 2_900)
    count('session', 'paid_search', start, 1_250)
    count('session', 'social', start, 940)
    count('email_sent', 'email', start, 6_400)
    count('email_opened', 'email', start, 1_700)
  }
}

/** Visitors who read and leave: never a lead, so never in a funnel. */
export function createStrangers(world: World): void {
  const random = world.random.fork('strangers')
  for (const start of periods(1)) {
    for (let left = random.poisson(0.45 * demand(start)); left > 0; left -= 1) {
      const visitor = world.nextId('visitor', 6)
      const at = start + random.between(5, 21) * hour
      const channel = random.pick(['organic_search', 'paid_search', 'social'])
      const touch = {
        type: 'touch',
        visitor_id: visitor,
        session_id: `${visitor}-1`,
        channel,
        direction: 'inbound',
      } as const
      world.log.record('website', at, {
        ...touch,
        name: 'content_viewed',
        content: 'blog_automation',
        content_type: 'blog',
      })
      if (random.chance(0.2)) {
        world.log.record('website', at + 90_000, { ...touch, name: 'pricing_page_viewed' })
      }
    }
  }
}
