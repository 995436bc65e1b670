import * as z from 'zod'
import type { ReportRows } from '../definition.ts'
import { keyResult } from './key-rows.ts'

const money = z.string().nullable()
const cell = { dimension: z.string(), value: z.string() }

const walkRow = z.object({
  scope: z.enum(['all', 'due']),
  entry: z.enum(['', 'created', 're_opened', 'slipped_in']),
  leaving: z.enum(['', 'won', 'lost', 'slipped_out']),
  change: z.enum(['', 'increased', 'decreased']),
  due_from: z.string(),
  due_to: z.string(),
  deals: z.number(),
  revalued: z.number(),
  before: z.string(),
  after: z.string(),
  closing: z.string(),
})

const slippedRow = z.object({
  opportunity_id: z.string(),
  expected_before: z.string(),
  expected_close: z.string().nullable(),
  stage: z.string().nullable(),
  rep: z.string(),
  segment: z.string(),
  money,
})

const largestRow = z.object({
  opportunity_id: z.string(),
  stage: z.string().nullable(),
  expected_close: z.string().nullable(),
  segment: z.string(),
  rep: z.string(),
  age_days: z.number(),
  money: z.string(),
})

const reasonRow = z.object({
  state: z.enum(['lost', 'no_decision', 'disqualified']),
  reason: z.string(),
  ...cell,
  deals: z.number(),
  priced: z.number(),
  money,
})

const forecast = { kind: z.string(), place: z.number() }

const forecastDealRow = z.object({
  ...forecast,
  ...cell,
  stage: z.string(),
  age_days: z.number(),
  deals: z.number(),
  priced: z.number(),
  money,
  largest_money: money,
  squares: money,
})

const forecastRateRow = z.object({
  ...forecast,
  stage: z.string(),
  age_days: z.number(),
  visits: z.number(),
  wins: z.number(),
})

const forecastHistoryRow = z.object({
  ...forecast,
  label: z.string(),
  starts_on: z.string(),
  ends_on: z.string(),
  as_of_on: z.string(),
  seconds_left: z.number(),
  is_known: z.boolean(),
  won_before: z.string(),
  won_open: z.string(),
  won_created: z.string(),
})

/** Why a row of the left-out list is there. */
const leftOutReason = z.enum([
  'open_without_amount',
  'open_without_rate',
  'past_expected_close',
  'without_expected_close',
  'closed_without_amount',
  'closed_without_rate',
])

const result = keyResult.extend({
  weights: z.array(
    z.object({
      stage: z.string(),
      visits: z.number(),
      wins: z.number(),
      entered: z.number(),
      seconds: z.number().nullable(),
    }),
  ),
  walk: z.array(walkRow),
  slipped: z.array(slippedRow),
  largest: z.array(largestRow),
  reasons: z.array(reasonRow),
  leftOut: z.array(
    z.object({ reason: leftOutReason, id: z.string(), detail: z.string().nullable(), money }),
  ),
  forecastDeals: z.array(forecastDealRow),
  forecastRates: z.array(forecastRateRow),
  forecastHistory: z.array(forecastHistoryRow),
  progress: z.array(
    z.object({
      step: z.number(),
      fate: z.string().nullable(),
      mature: z.number(),
      converted: z.number(),
    }),
  ),
  times: z.array(
    z.object({
      from_step: z.number(),
      to_step: z.number(),
      number: z.number(),
      median_seconds: z.number().nullable(),
    }),
  ),
  qualified: z
    .array(
      z.object({
        subjects: z.number(),
        won: z.number(),
        won_priced: z.number(),
        won_money: money,
      }),
    )
    .default([]),
})

export type PipelineResult = z.infer<typeof result>
export type WalkRow = z.infer<typeof walkRow>
export type ReasonRow = z.infer<typeof reasonRow>
export type ForecastDealRow = z.infer<typeof forecastDealRow>
export type ForecastRateRow = z.infer<typeof forecastRateRow>
export type LeftOutReason = z.infer<typeof leftOutReason>

/** The rows of every query of the page, typed; throws when a query and this reading disagree. */
export const readRows = (rows: ReportRows<string>): PipelineResult => result.parse(rows)
