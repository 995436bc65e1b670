import * as z from 'zod'
import type { ReportRows } from '../definition.ts'

const money = z.string()
const cell = { dimension: z.string(), value: z.string() }

const spendRow = z.object({
  ...cell,
  lag_months: z.number(),
  category: z.string(),
  scope: z.string(),
  amount: money,
  credit_notes: money,
  rated_days: z.number(),
  unrated_days: z.number(),
})

const earnedRow = z.object({
  ...cell,
  model: z.string(),
  customers: z.coerce.number(),
  paid_customers: z.coerce.number(),
  won: z.coerce.number(),
  won_amount: money,
  influenced: z.number(),
})

const recurringRow = z.object({
  ...cell,
  nth: z.number(),
  starts_on: z.string(),
  opening_accounts: z.number(),
  closing_accounts: z.number(),
  lost_accounts: z.number(),
  unrated_accounts: z.number(),
  opening: money,
  closing: money,
  lost: money,
  new_accounts: z.number(),
  new: money,
})

const mrrRow = z.object({
  ...cell,
  accounts: z.number(),
  unrated_accounts: z.number(),
  amount: money,
})

const entrantRow = z.object({
  ...cell,
  measure: z.enum(['lead', 'stage', 'opportunity']),
  stage_no: z.number(),
  number: z.number(),
})

const quarterRow = z.object({
  label: z.string(),
  starts_on: z.string(),
  ends_on: z.string(),
  recurring: money.nullable(),
  new_recurring: money.nullable(),
  spend: money.nullable(),
  new_business_spend: money.nullable(),
  media_spend: money.nullable(),
  customers: z.number(),
})

const cohortRow = z.object({
  starts_on: z.string(),
  month_no: z.number(),
  customers: z.number(),
  amount: money,
})

const lagRow = z.object({
  step: z.enum(['opened', 'won', 'paid']),
  days: z.number().nullable(),
  number: z.number(),
})

const sourcedRow = z.object({
  sourced_by: z.string(),
  opened: z.number(),
  won: z.number(),
  won_amount: money,
  without_amount: z.number(),
  influenced: z.number(),
})

const leftOutRow = z.object({
  reason: z.enum([
    'spend_without_rate',
    'credit_note',
    'won_without_amount',
    'won_without_rate',
    'won_without_account',
    'recurring_without_rate',
    'payment_without_rate',
  ]),
  id: z.string(),
  detail: z.string().nullable(),
})

const core = z.object({
  spend: z.array(spendRow),
  earned: z.array(earnedRow),
  recurring: z.array(recurringRow),
  mrr: z.array(mrrRow),
})

const result = core.extend({
  spendBefore: z.array(spendRow),
  earnedBefore: z.array(earnedRow),
  recurringBefore: z.array(recurringRow),
  mrrBefore: z.array(mrrRow),
  spendYearBefore: z.array(spendRow),
  earnedYearBefore: z.array(earnedRow),
  recurringYearBefore: z.array(recurringRow),
  mrrYearBefore: z.array(mrrRow),
  entrants: z.array(entrantRow),
  quarters: z.array(quarterRow),
  cohorts: z.array(cohortRow),
  lags: z.array(lagRow),
  sourced: z.array(sourcedRow),
  leftOut: z.array(leftOutRow),
})

export type SpendRow = z.infer<typeof spendRow>
export type EarnedRow = z.infer<typeof earnedRow>
export type RecurringRow = z.infer<typeof recurringRow>
export type MrrRow = z.infer<typeof mrrRow>
export type EntrantRow = z.infer<typeof entrantRow>
export type QuarterRow = z.infer<typeof quarterRow>
export type CohortRow = z.infer<typeof cohortRow>
export type LagRow = z.infer<typeof lagRow>
export type SourcedRow = z.infer<typeof sourcedRow>
export type LeftOutReason = z.infer<typeof leftOutRow>['reason']
export type CoreResult = z.infer<typeof core>
export type UnitResult = z.infer<typeof result>

/** The rows behind the key figures, typed; throws when a query and this reading disagree. */
export const readCore = (rows: ReportRows<string>): CoreResult => core.parse(rows)

const nothing = { spend: [], earned: [], recurring: [], mrr: [] }
const notCompared = Object.fromEntries(
  Object.entries(nothing).flatMap(([name, rows]) => [
    [`${name}Before`, rows],
    [`${name}YearBefore`, rows],
  ]),
)

/** The rows of every query of the page, typed; a period that is not compared has none. */
export const readRows = (rows: ReportRows<string>): UnitResult =>
  result.parse({ ...notCompared, ...rows })
