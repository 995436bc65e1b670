import * as z from 'zod'
import type { ReportRows } from '../definition.ts'

const cell = { dimension: z.string(), value: z.string() }

const leadRow = z.object({
  ...cell,
  created: z.number(),
  previous: z.number(),
  judged: z.number(),
  fitting: z.number(),
})

const conversionRow = z.object({
  ...cell,
  entered: z.number(),
  mqls: z.number(),
  sqls: z.number(),
  mql_to_sql: z.number(),
  sql_to_opportunity: z.number(),
  sql_to_won: z.number(),
  won: z.number(),
})

const qualifiedRow = z.object({ ...cell, qualified: z.number(), previous: z.number() })

const visitorRow = z.object({
  is_total: z.boolean(),
  channel: z.string(),
  sessions: z.number(),
  visitors: z.number(),
  identified: z.number(),
  created: z.number(),
})

const engagementRow = z.object({
  touch_group: z.string(),
  name: z.string(),
  number: z.number(),
  previous: z.number(),
  people: z.number(),
  accounts: z.number(),
  decision: z.number(),
})

const rfpRow = z.object({
  received: z.number(),
  answered: z.number(),
  answered_in_period: z.number(),
})

const answerRow = z.object({
  is_total: z.boolean(),
  campaign: z.string(),
  answer: z.enum(['accepted', 'rejected']),
  reason: z.string(),
  leads: z.number(),
})

const scoreRow = z.object({
  decile: z.number(),
  lowest: z.string().nullable(),
  highest: z.string().nullable(),
  mqls: z.number(),
  sqls: z.number(),
  won: z.number(),
  sql_ranks: z.number(),
  won_ranks: z.number(),
})

const targetRow = z.object({
  is_total: z.boolean(),
  tier: z.string(),
  accounts: z.number(),
  judged: z.number(),
  fitting: z.number(),
  active: z.number(),
  several_active: z.number(),
  people: z.number(),
  with_opportunity: z.number(),
  won: z.number(),
})

const intentRow = z.object({
  account_id: z.string(),
  tier: z.string().nullable(),
  segment: z.string(),
  region: z.string(),
  rep: z.string(),
  is_icp: z.boolean().nullable(),
  active_on: z.string().nullable(),
  people: z.number(),
  roles: z.number(),
  standing: z.number(),
  place: z.number(),
  in_intent: z.number(),
  fitting_in_intent: z.number(),
  sign: z.enum(['surge', 'pricing', 'people', 'trigger']),
  detail: z.string(),
  number: z.number(),
  before: z.number(),
  squares: z.number(),
})

const originRow = z.object({
  ...cell,
  won: z.number(),
  lost: z.number(),
  open: z.number(),
  unpriced: z.number(),
  open_amount: z.string().nullable(),
})

const qualificationRow = z.object({
  part: z.enum(['key', 'confirmed', 'answered']),
  value: z.string(),
  answer: z.string(),
  won: z.number(),
  lost: z.number(),
  open: z.number(),
})

const committeeRow = z.object({
  part: z.enum(['role', 'number']),
  value: z.string(),
  accounts: z.number(),
  won: z.number(),
  lost: z.number(),
})

const wonLostRow = z.object({
  measure: z.enum(['touches', 'people', 'roles', 'cycle', 'response']),
  outcome: z.enum(['won', 'lost']),
  number: z.number(),
  total: z.number(),
  median: z.number(),
})

const result = z.object({
  leads: z.array(leadRow),
  leadHistory: z.array(leadRow),
  conversions: z.array(conversionRow),
  conversionHistory: z.array(conversionRow),
  qualified: z.array(qualifiedRow).default([]),
  visitors: z.array(visitorRow),
  engagement: z.array(engagementRow),
  rfps: z.array(rfpRow),
  answers: z.array(answerRow),
  scores: z.array(scoreRow).default([]),
  targets: z.array(targetRow),
  intent: z.array(intentRow),
  origins: z.array(originRow),
  qualification: z.array(qualificationRow),
  committee: z.array(committeeRow),
  wonLost: z.array(wonLostRow),
})

export type AcquisitionResult = z.infer<typeof result>
export type LeadRow = z.infer<typeof leadRow>
export type ConversionRow = z.infer<typeof conversionRow>
export type QualifiedRow = z.infer<typeof qualifiedRow>
export type EngagementRow = z.infer<typeof engagementRow>
export type ScoreRow = z.infer<typeof scoreRow>
export type TargetRow = z.infer<typeof targetRow>
export type IntentRow = z.infer<typeof intentRow>
export type OriginRow = z.infer<typeof originRow>
export type WonLostRow = z.infer<typeof wonLostRow>

/** The rows of the acquisition queries, typed; throws when a query and this reading disagree. */
export const readRows = (rows: ReportRows<string>): AcquisitionResult => result.parse(rows)

const qualifiedOnly = z.object({ qualified: z.array(qualifiedRow).default([]) })

/** The rows of the qualified leads alone, for pages that quote the figure. */
export const readQualified = (rows: ReportRows<string>): QualifiedRow[] =>
  qualifiedOnly.parse(rows).qualified

/** The row of every value; undefined where nothing was counted. */
export const wholeOf = <Row extends { readonly dimension: string }>(
  rows: readonly Row[],
): Row | undefined => rows.find((row) => row.dimension === 'all')
