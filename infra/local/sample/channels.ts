import { day, demand } from './calendar.ts'
import { type Product, type Segment, segments } from './market.ts'

/** Part of the story that the reports should find: the website gets better, paid search worse. */
const websiteRelaunch = Date.UTC(2026, 2, 9)
const broadMatchStart = Date.UTC(2026, 5, 1)

export interface Channel {
  readonly name: string | undefined
  /** Mean new leads a day over the log. */
  readonly perDay: number
  /** Chances to go from awareness to interest, on to consideration, on to intent. */
  readonly interest: number
  readonly consideration: number
  readonly intent: number
  /** Multiplies every waiting time. */
  readonly pace: number
  /** Leads begin as visitors of the website. */
  readonly web: boolean
  readonly first: readonly string[]
  readonly campaigns: readonly string[]
  readonly sourcedBy: 'marketing' | 'sales' | 'partner' | 'customer'
}

const marketing = { sourcedBy: 'marketing', web: true, campaigns: [] as string[] } as const

export const channels: readonly Channel[] = [
  {
    ...marketing,
    name: 'organic_search',
    perDay: 2.55,
    interest: 0.6,
    consideration: 0.4,
    intent: 0.45,
    pace: 1,
    first: ['content_viewed', 'first_visit'],
  },
  {
    ...marketing,
    name: 'paid_search',
    perDay: 2.1,
    interest: 0.58,
    consideration: 0.38,
    intent: 0.42,
    pace: 0.9,
    first: ['ad_clicked'],
    campaigns: ['brand_search', 'category_search', 'competitor_search'],
  },
  {
    ...marketing,
    name: 'social',
    perDay: 1.45,
    interest: 0.44,
    consideration: 0.28,
    intent: 0.32,
    pace: 1.25,
    first: ['ad_clicked', 'social_post_viewed', 'content_viewed'],
    campaigns: ['always_on_social', 'retargeting_social'],
  },
  {
    ...marketing,
    name: 'referral',
    perDay: 0.5,
    interest: 0.84,
    consideration: 0.68,
    intent: 0.6,
    pace: 0.7,
    first: ['referral'],
    sourcedBy: 'customer',
    web: false,
  },
  {
    ...marketing,
    name: 'email',
    perDay: 0.9,
    interest: 0.62,
    consideration: 0.34,
    intent: 0.36,
    pace: 1.1,
    first: ['content_viewed'],
    campaigns: ['monthly_newsletter', 'win_back'],
  },
  {
    ...marketing,
    name: 'events',
    perDay: 0.9,
    interest: 0.6,
    consideration: 0.5,
    intent: 0.45,
    pace: 1.1,
    first: ['trade_show_scanned'],
    web: false,
  },
  {
    ...marketing,
    name: 'partner',
    perDay: 0.7,
    interest: 0.74,
    consideration: 0.6,
    intent: 0.55,
    pace: 0.8,
    first: ['partner_introduction'],
    sourcedBy: 'partner',
    web: false,
  },
  {
    ...marketing,
    name: 'outbound',
    perDay: 1.15,
    interest: 0.36,
    consideration: 0.45,
    intent: 0.48,
    pace: 1.3,
    first: ['outreach'],
    sourcedBy: 'sales',
    web: false,
  },
  {
    ...marketing,
    name: undefined,
    perDay: 0.35,
    interest: 0.5,
    consideration: 0.4,
    intent: 0.4,
    pace: 1,
    first: ['first_visit'],
  },
]

/** Days of the trade shows at which the events channel collects its badges. */
const fairs = ['2025-06-03', '2025-09-23', '2025-11-11', '2026-03-24', '2026-05-19', '2026-09-22']

function fairFactor(at: number): number {
  const near = fairs.some((date) => at >= Date.parse(date) && at < Date.parse(date) + 3 * day)
  return near ? 18 : 0.35
}

/** Mean number of new leads of a channel on a day. */
export function leadsPerDay(channel: Channel, at: number): number {
  const broad = channel.name === 'paid_search' && at >= broadMatchStart ? 1.4 : 1
  const fair = channel.name === 'events' ? fairFactor(at) : 1
  return channel.perDay * demand(at) * broad * fair
}

/** Campaigns that bring a channel's leads at a time; from June 2026 half of paid search is broad match. */
export function campaignsAt(channel: Channel, at: number): readonly string[] {
  const date = new Date(at)
  if (channel.name === 'events') return [date.getUTCMonth() < 7 ? 'spring_fair' : 'autumn_fair']
  if (channel.name === 'outbound') return [`target_accounts_${date.getUTCFullYear()}`]
  if (channel.name !== 'paid_search' || at < broadMatchStart) return channel.campaigns
  return [...channel.campaigns, 'broad_match', 'broad_match', 'broad_match']
}

/** Chance of interest: broad-match clicks are mostly the wrong audience. */
export const interestRate = (channel: Channel, campaign: string | undefined) =>
  campaign === 'broad_match' ? 0.27 : channel.interest

/** Chance of consideration: the relaunched website leads more readers on. */
export function considerationRate(channel: Channel, campaign: string | undefined, at: number) {
  const lift = channel.web && at >= websiteRelaunch ? 1.45 : 1
  return channel.consideration * lift * (campaign === 'broad_match' ? 0.45 : 1)
}

/** Larger companies come through people, smaller ones through search. */
export function segmentShares(channel: Channel): (readonly [Segment, number])[] {
  const tilt = channel.web ? 1 : 1.8
  return [
    ['smb', segments.smb.share],
    ['mid_market', segments.mid_market.share * tilt],
    ['enterprise', segments.enterprise.share * tilt],
  ]
}

/** Trade shows sell devices, the website sells the platform. */
export function productShares(channel: Channel): (readonly [Product, number])[] {
  if (channel.name === 'events') {
    return [
      ['platform', 40],
      ['devices', 50],
      ['services', 10],
    ]
  }
  return [
    ['platform', 76],
    ['services', 14],
    ['devices', 10],
  ]
}
