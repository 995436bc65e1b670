import type {
  Figure,
  RateCell,
  Receipt,
  ReportData,
  Section,
  Table,
  TableColumn,
} from '#core/report-data.ts'

const stages = [
  ['Awareness', 'Top', 4218, 2461, 204, 512, 1041],
  ['Interest', 'Top', 2461, 1327, 187, 398, 549],
  ['Consideration', 'Middle', 1327, 584, 241, 163, 339],
  ['Intent', 'Bottom', 584, 233, 158, 41, 152],
  ['Purchase', 'Bottom', 233, 87, 0, 0, 146],
  ['Retention and expansion', 'Post', 87, 0, 0, 0, 87],
] as const

const cohorts = [
  ['2025-09', 671, 47, 61.2, 54],
  ['2025-10', 702, 45, 57.8, 49.5],
  ['2025-11', 688, 43, 52.3, 47],
  ['2025-12', 593, 30, 44.9, 41],
  ['2026-01', 764, 38, 35.1, 33.5],
  ['2026-02', 800, 30, 19.4, 18],
] as const

const channels = [
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

function receipt(definition: string, counts: Partial<Receipt> = {}): Receipt {
  return {
    definition,
    variant: 'rule any, entries attempt, cohort basis',
    window: 'leads whose first step is in [2025-09-01, 2026-03-01) Europe/Berlin',
    query: 'reports/conversion_stages',
    ...counts,
  }
}

function rateFigure(id: string, label: string, part: number, whole: number): Figure {
  const { value, interval, smallSample } = rateOf(part, whole)
  return {
    id,
    label,
    value,
    unit: 'rate',
    interval,
    n: whole,
    smallSample,
    receipt: receipt(`${label}: reached the later stage / reached the earlier one`, {
      numerator: part,
      denominator: whole,
    }),
  }
}

const figures: readonly Figure[] = [
  {
    id: 'leads',
    label: 'Leads entering the funnel',
    value: 4218,
    unit: 'count',
    receipt: receipt('Attempts whose first step lies in the period'),
  },
  {
    id: 'won',
    label: 'Won so far',
    value: 233,
    unit: 'count',
    receipt: receipt('Attempts of the period that reached Purchase before the as-of'),
  },
  rateFigure('overall', 'Lead to won', 233, 4218),
  rateFigure('intent_won', 'Intent to won', 233, 584),
  {
    id: 'time_to_won',
    label: 'Median time from first step to won',
    value: 47.5,
    unit: 'duration_days',
    n: 231,
    receipt: receipt('Median days from the first visited stage to Purchase, type 7'),
  },
  {
    id: 'mean_time_to_won',
    label: 'Mean time from first step to won',
    value: 49.2103,
    unit: 'duration_days',
    n: 231,
    receipt: receipt('Mean days from the first visited stage to Purchase'),
  },
  rateFigure('podcast', 'Podcast leads won', 2, 23),
  {
    id: 'previous',
    label: 'Lead to won, same period a year before',
    value: null,
    unit: 'rate',
    missing: 'no leads a year before: the first event is of 12 Jan 2025',
    receipt: receipt('The same figure over the same months one year earlier'),
  },
]

const stageTable: Table = {
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

const cohortTable: Table = {
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

function breakdown(
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

const rates = cohorts.map(([, leads, won]) => rateOf(won, leads))

/** A conversion report as the pipeline makes it, with numbers that hang together. */
export const conversionReport: ReportData = {
  report: 'conversion',
  title: 'Conversion',
  headline:
    'Of 4,218 leads, 233 were won so far (5.52%). Most are lost between Intent and Purchase: 39.90% go on.',
  funnel: { id: 'b2b_six_stage', title: 'B2B funnel in six stages' },
  period: { label: '2025-09..2026-02', startsOn: '2025-09-01', endsOn: '2026-03-01' },
  asOf: '2026-03-02T06:00:00.000Z',
  basis: 'known',
  zone: 'Europe/Berlin',
  figures,
  sections: [
    {
      id: 'funnel',
      title: 'How far leads get',
      chart: {
        kind: 'funnel',
        bars: stages.map(([label, group, count], index) => ({
          label,
          group,
          count,
          stepRate: index === 0 ? null : (rateOf(count, stages[index - 1]?.[2] ?? 0).value ?? null),
          overallRate: rateOf(count, 4218).value,
        })),
      },
      tables: [stageTable],
    },
    {
      id: 'cohorts',
      title: 'Share of leads won, by month of their first step',
      chart: {
        kind: 'line',
        unit: 'rate',
        labels: cohorts.map(([label]) => label),
        series: [
          {
            label: 'Lead to won',
            values: rates.map((rate) => rate.value),
            low: rates.map((rate) => rate.interval?.low ?? null),
            high: rates.map((rate) => rate.interval?.high ?? null),
          },
        ],
      },
      tables: [cohortTable],
    },
    breakdown('channel', 'Channel', channels),
    breakdown('region', 'Region', [
      ['DACH', 1873, 121],
      ['Nordics', 902, 51],
      ['UK and Ireland', 811, 39],
      ['North America', 604, 21],
      ['(none)', 28, 1],
    ]),
    breakdown('segment', 'Segment', [
      ['Enterprise', 611, 19],
      ['Mid-market', 1689, 98],
      ['Small business', 1918, 116],
      ['(none)', 0, 0],
    ]),
  ],
  notes: [
    {
      code: 'negative_duration',
      text: '2 deals were won before their first step; they count as won and are out of durations.',
      count: 2,
      examples: ['lead-00418', 'lead-03127'],
    },
    {
      code: 'unknown_name',
      text: '37 events have a name that no funnel and no touch group knows; they are in no stage.',
      count: 37,
      examples: ['demo_requestd', 'Webinar Attended ', 'mql!'],
    },
    {
      code: 'open',
      text: '2,314 leads of the period are still open, so that its rates will rise.',
    },
  ],
  hashes: {
    sql: '4b0f3f6f7f4e6d2c8b3a1908f7e6d5c4b3a29180f7e6d5c4b3a29180f7e6d5c4',
    funnel: '9e107d9d372bb6826bd81d3542a419d6e4d909c290d0fb1ca068ffaddf22cbd0',
    settings: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
    reference: 'fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9',
  },
  revision: '20260302T060000000Z-4b0f3f6f',
}
