import type { RateCell, Receipt, Section, Table, TableColumn } from '#core/report-data.ts'

export const stages = [
  ['Awareness', 'Top', 4218, 2461, 204, 512, 1041],
  ['Interest', 'Top', 2461, 1327, 187, 398, 549],
  ['Consideration', 'Middle', 1327, 584, 241, 163, 339],
  ['Intent', 'Bottom', 584, 233, 158, 41, 152],
  ['Purchase', 'Bottom', 233, 87, 0, 0, 146],
  ['Retention and expansion', 'Post', 87, 0, 0, 0, 87],
] as const

export const cohorts = [
  ['2025-09', 671, 47, 61.2, 54],
  ['2025-10', 702, 45, 57.8, 49.5],
  ['2025-11', 688, 43, 52.3, 47],
  ['2025-12', 593, 30, 44.9, 41],
  ['2026-01', 764, 38, 35.1, 33.5],
  ['2026-02', 800, 30, 19.4, 18],
] as const

export const channels = [
  ['organic_search', 1184, 71],
  ['paid_search', 962, 38],
  ['referral', 534, 49],
  ['events', 468, 31],
  ['outbound', 455, 12],
  ['partner', 311, 24],
  ['webinar', 213, 7],
  ['(none)', 68, 1],
  ['podcast', 23, 0],
] as const

/** Wilson 95 % interval, to ten digits as report data has it. */
export function rateOf(numerator: number, denominator: number): RateCell {
  if (denominator === 0) return { value: null, interval: null, smallSample: true }
  const z2 = 1.959964 ** 2
  const p = numerator / denominator
  const middle = p + z2 / (2 * denominator)
  const spread = Math.sqrt((p * (1 - p) * z2) / denominator + (z2 / (2 * denominator)) ** 2)
  const scale = 1 + z2 / denominator
  const [low, high] = [(middle - spread) / scale, (middle + spread) / scale].map(digits)
  return {
    value: digits(p),
    interval: { low: low ?? 0, high: high ?? 1 },
    smallSample: denominator < 30,
  }
}

function digits(value: number): number {
  return Math.round(value * 1e10) / 1e10
}

export function receipt(definition: string, counts: Partial<Receipt> = {}): Receipt {
  return {
    definition,
    variant: 'rule any, entries attempt, cohort basis',
    window: 'leads whose first step is in [2025-09-01, 2026-03-01) Europe/Berlin',
    query: 'reports/conversion_stages',
    ...counts,
  }
}

export const stageTable: Table = {
  id: 'stages',
  title: 'Stages',
  description:
    'One row per stage. Lost, expired and open are those who got no further; they add up.',
  columns: [
    { id: 'stage', label: 'Stage', unit: 'text' },
    { id: 'position', label: 'Position', unit: 'text' },
    { id: 'reached', label: 'Reached', unit: 'count' },
    { id: 'step_rate', label: 'Of stage before', unit: 'rate', missing: 'no stage before it' },
    { id: 'overall_rate', label: 'Of first stage', unit: 'rate' },
    { id: 'lost', label: 'Lost', unit: 'count' },
    { id: 'expired', label: 'Expired', unit: 'count' },
    { id: 'open', label: 'Open', unit: 'count' },
  ],
  rows: stages.map(([stage, position, reached, , lost, expired, open], index) => ({
    stage,
    position,
    reached,
    step_rate: index === 0 ? null : rateOf(reached, stages[index - 1]?.[2] ?? 0),
    overall_rate: rateOf(reached, 4218),
    lost,
    expired,
    open,
  })),
  receipt: receipt('reached k / reached k-1, and reached k / reached 1'),
}

export const cohortTable: Table = {
  id: 'cohorts',
  title: 'By month of first step',
  description:
    'One row per month in which leads took their first step; young months are still open.',
  columns: [
    { id: 'cohort', label: 'Month', unit: 'text' },
    { id: 'leads', label: 'Leads', unit: 'count' },
    { id: 'won', label: 'Won', unit: 'count' },
    { id: 'rate', label: 'Lead to won', unit: 'rate' },
    { id: 'mean_days', label: 'Mean time to won', unit: 'duration_days' },
    { id: 'median_days', label: 'Median time to won', unit: 'duration_days' },
  ],
  rows: cohorts.map(([cohort, leads, won, mean_days, median_days]) => ({
    cohort,
    leads,
    won,
    rate: rateOf(won, leads),
    mean_days,
    median_days,
  })),
  receipt: receipt('won / leads by month of the first step'),
}

export function breakdown(
  id: string,
  title: string,
  rows: readonly (readonly [string, number, number])[],
): Section {
  const columns: readonly TableColumn[] = [
    { id, label: title, unit: 'text' },
    { id: 'leads', label: 'Leads', unit: 'count' },
    { id: 'won', label: 'Won', unit: 'count' },
    { id: 'rate', label: 'Lead to won', unit: 'rate' },
  ]
  return {
    id,
    title: `${title}: share of leads won`,
    chart: {
      kind: 'bars',
      unit: 'rate',
      bars: rows.map(([label, n, won]) => ({ label, n, ...rateOf(won, n) })),
    },
    tables: [
      {
        id: `by_${id}`,
        title: `By ${title.toLowerCase()}`,
        description: 'One row per value at entry; leads without one are in (none).',
        columns,
        rows: rows.map(([label, leads, won]) => ({
          [id]: label,
          leads,
          won,
          rate: rateOf(won, leads),
        })),
        receipt: receipt('won / leads by the value at entry'),
      },
    ],
  }
}
