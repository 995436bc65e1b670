import * as z from 'zod'
import type { ReportRows } from '../definition.ts'

const money = z.string().nullable()
const cell = { dimension: z.string(), value: z.string() }

const openRow = z.object({
  ...cell,
  stage: z.string(),
  deals: z.number(),
  priced: z.number(),
  money,
  money_at_expected: money,
  stated: z.number(),
  stated_money: money,
  stated_weighted: money,
})

const outcomeRow = z.object({
  ...cell,
  won: z.number(),
  lost: z.number(),
  no_decision: z.number(),
  disqualified: z.number(),
  won_priced: z.number(),
  won_money: money,
  lost_money: money,
  no_decision_money: money,
  yearly_number: z.number(),
  yearly_money: money,
  listed: z.number(),
  listed_money: money,
  list_money: money,
  created: z.number(),
  created_won: z.number(),
  open_at_end: z.number(),
})

const owned = {
  horizon: z.enum(['due', 'ahead']),
  owner_kind: z.enum(['all', 'rep', 'team', 'segment', 'product']),
  owner: z.string(),
  scope: z.enum(['all', 'new_business', 'expansion']),
}

const quotaRow = z.object({
  ...owned,
  starts_on: z.string(),
  ends_on: z.string(),
  basis: z.enum(['given', 'teams', 'reps', 'scopes']),
  quota: money,
  without_rate: z.number(),
  won: z.number(),
  won_money: z.string(),
  won_since: z.string(),
})

const quotaOpenRow = z.object({
  ...owned,
  due: z.number(),
  due_money: money,
  largest_money: money,
  commit_money: money,
  best_case_money: money,
})

/** The rows that the key figures are made of. */
export const keyResult = z.object({
  open: z.array(openRow),
  outcomes: z.array(outcomeRow),
  recent: z.array(outcomeRow),
  quotas: z.array(quotaRow),
  quotaOpen: z.array(quotaOpenRow),
})

export type KeyResult = z.infer<typeof keyResult>
export type OpenRow = z.infer<typeof openRow>
export type OutcomeRow = z.infer<typeof outcomeRow>
export type QuotaRow = z.infer<typeof quotaRow>

/** The rows of the key figures' queries, typed; throws when a query and this reading disagree. */
export const readKeyRows = (rows: ReportRows<string>): KeyResult => keyResult.parse(rows)
