/** Part of the story that the reports should find: since then one competitor undercuts small deals. */
const priceWar = Date.UTC(2026, 3, 1)

export type Segment = 'smb' | 'mid_market' | 'enterprise'
export type Product = 'platform' | 'services' | 'devices'

export const regions = {
  DACH: {
    share: 38,
    countries: ['DE', 'DE', 'DE', 'AT', 'CH'],
    currency: 'EUR',
    team: 'dach',
    win: 1.12,
  },
  UK_IE: { share: 18, countries: ['GB', 'GB', 'IE'], currency: 'GBP', team: 'uk_nordics', win: 1 },
  Nordics: {
    share: 14,
    countries: ['SE', 'DK', 'NO', 'FI'],
    currency: 'EUR',
    team: 'uk_nordics',
    win: 1.05,
  },
  'North America': {
    share: 17,
    countries: ['US', 'US', 'CA'],
    currency: 'USD',
    team: 'americas',
    win: 0.78,
  },
  Benelux: { share: 13, countries: ['NL', 'BE', 'LU'], currency: 'EUR', team: 'dach', win: 0.95 },
} as const

export type Region = keyof typeof regions
export const regionShares = Object.entries(regions).map(
  ([name, region]) => [name as Region, region.share] as const,
)

export const segments = {
  smb: {
    share: 55,
    price: 5_400,
    cycleDays: 0.65,
    win: 1.1,
    seats: 12,
    employees: 40,
    committee: 1,
  },
  mid_market: {
    share: 32,
    price: 19_000,
    cycleDays: 1,
    win: 1,
    seats: 60,
    employees: 350,
    committee: 2,
  },
  enterprise: {
    share: 13,
    price: 68_000,
    cycleDays: 1.8,
    win: 0.8,
    seats: 320,
    employees: 4_200,
    committee: 4,
  },
} as const

/** Chance that an opportunity is won, lower for small ones since the price war. */
export function winRate(segment: Segment, region: Region, referred: boolean, at: number): number {
  const undercut = segment === 'smb' && at >= priceWar ? 0.85 : 1
  return 0.44 * segments[segment].win * regions[region].win * undercut * (referred ? 1.3 : 1)
}

/** Competitor named in a deal. */
export function competitorShares(at: number): (readonly [string | undefined, number])[] {
  const cheap = at >= priceWar ? 30 : 12
  return [
    [undefined, 45],
    ['competitor_a', 22],
    ['competitor_b', cheap],
    ['in_house', 14],
  ]
}

export const reps = {
  dach: ['rep_01', 'rep_02', 'rep_03', 'rep_04'],
  uk_nordics: ['rep_05', 'rep_06', 'rep_07'],
  americas: ['rep_08', 'rep_09'],
  enterprise: ['rep_10', 'rep_11', 'rep_12'],
} as const

export type Team = keyof typeof reps

export const industries = [
  'manufacturing',
  'logistics',
  'software',
  'health',
  'finance',
  'retail',
  'energy',
]
export const topics = ['automation', 'data_quality', 'security', 'integration', 'planning']
