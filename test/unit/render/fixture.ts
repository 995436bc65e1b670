import type { Figure, ReportData } from '#core/report-data.ts'
import {
  breakdown,
  channels,
  cohorts,
  cohortTable,
  rateOf,
  receipt,
  stages,
  stageTable,
} from './fixture-tables.ts'

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
