/** Figures that a target may be set for: the key figures of the reports, by their ids. */
export const metricIds = [
  'qualified_leads',
  'conversion',
  'open_pipeline',
  'coverage',
  'win_rate',
  'pipeline_velocity',
  'cac',
  'ltv',
  'ltv_to_cac',
  'payback_months',
  'mrr',
  'nrr',
  'grr',
] as const
export type MetricId = (typeof metricIds)[number]
