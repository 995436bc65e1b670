import type { PipelineResult } from '#core/reports/pipeline/rows.ts'

/** What every query gives of a business without opportunities. */
export const none: PipelineResult = {
  open: [],
  outcomes: [],
  recent: [],
  quotas: [],
  quotaOpen: [],
  weights: [],
  walk: [],
  slipped: [],
  largest: [],
  reasons: [],
  leftOut: [],
  forecastDeals: [],
  forecastRates: [],
  forecastHistory: [],
  progress: [],
  times: [],
  qualified: [],
}
