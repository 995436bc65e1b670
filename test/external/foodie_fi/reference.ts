import * as z from 'zod'

const share = z.object({ customers: z.number(), pct: z.number() })

/** What the published solution says, by which everything is compared. */
export const referenceSchema = z.object({
  total: z.object({ customers: z.number() }),
  trial_starts_by_month: z.record(z.string(), z.number()),
  churned: share,
  after_trial: z.record(z.string(), share),
  plan_at_2020_12_31: z.record(z.string(), share),
  annual_upgrades_2020: z.number(),
  days_to_annual: z.object({ n: z.number(), mean: z.number(), median: z.number() }),
  downgrade_pro_to_basic_monthly_2020: z.number(),
  transitions: z.record(z.string(), z.number()),
  survival_by_trial_month: z.record(
    z.string(),
    z.object({ size: z.number(), not_churned_by_end_of_month_k: z.array(z.number()) }),
  ),
})

export type Reference = z.infer<typeof referenceSchema>
