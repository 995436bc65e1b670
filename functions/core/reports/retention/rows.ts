import * as z from 'zod'
import type { ReportRows } from '../definition.ts'

const money = z.string().nullable()
const span = z.enum(['period', 'year'])
const cell = { dimension: z.string(), value: z.string() }
const kind = z.enum(['new', 'reactivation', 'expansion', 'contraction', 'churn', 'none'])

const movementRow = z.object({
  ...cell,
  /** `period`, `year` or the label of a month. */
  span: z.string(),
  kind,
  accounts: z.number(),
  opened: money,
  moved: money,
  closed: money,
  cross_sell: money,
})

const subscriberRow = movementRow.omit({ dimension: true, value: true, cross_sell: true })

const changeRow = z.object({
  kind,
  changes: z.number(),
  accounts: z.number(),
  change: money,
  cross_sell: money,
})

const renewalRow = z.object({
  ...cell,
  span,
  state: z.enum(['renewed', 'to come', 'pending', 'lost']),
  terms: z.number(),
  unrated: z.number(),
  due: money,
  kept: money,
  renewed: money,
})

const dueRow = z.object({
  subscription_id: z.string(),
  account_id: z.string(),
  product: z.string(),
  ends_on: z.string(),
  days_left: z.number(),
  money,
  monthly: money,
  currency: z.string(),
  cancelled_on: z.string().nullable(),
  last_status: z.string(),
  active_seats: money,
  paid_seats: money,
  adoption_band: z.string(),
  answers: z.number(),
  promoters: z.number(),
  detractors: z.number(),
  onboarding: z.enum(['in time', 'late', 'never', 'pending']),
  is_shrunk: z.boolean(),
})

const onboardingRow = z.object({
  ...cell,
  span,
  accounts: z.number(),
  in_time: z.number(),
  late: z.number(),
  never: z.number(),
  pending: z.number(),
})

const reasonRow = z.object({ ...cell, reason: z.string(), accounts: z.number(), churned: money })

const answerRow = z.object({
  ...cell,
  span,
  kind: z.enum(['nps', 'csat', 'review', 'testimonial']),
  /** 0 when unknown. */
  scale_max: z.number(),
  answers: z.number(),
  promoters: z.number(),
  detractors: z.number(),
  total_score: z.string(),
})

const triggerRow = z.object({
  name: z.string(),
  touches: z.number(),
  accounts: z.number(),
  payers: z.number(),
  grown: z.number(),
})

const referralRow = z.object({
  span,
  origin: z.enum(['referred', 'other']),
  leads: z.number(),
  won: z.number(),
  timed: z.number(),
  total_days: z.number().nullable(),
  p50_days: z.number().nullable(),
  referrers: z.number(),
})

const leftOutRow = z.object({
  reason: z.enum(['no_rate', 'negative_price', 'other_scale']),
  id: z.string(),
  detail: z.string(),
})

const movements = z.array(movementRow)

const result = z.object({
  movements,
  subscribers: z.array(subscriberRow),
  changes: z.array(changeRow),
  renewals: z.array(renewalRow),
  due: z.array(dueRow),
  onboarding: z.array(onboardingRow),
  reasons: z.array(reasonRow),
  surveys: z.array(answerRow),
  triggers: z.array(triggerRow),
  referrals: z.array(referralRow),
  leftOut: z.array(leftOutRow),
})

export type RetentionResult = z.infer<typeof result>
export type MovementRow = z.infer<typeof movementRow>
export type SubscriberRow = z.infer<typeof subscriberRow>
export type MovementKind = MovementRow['kind']
export type RenewalRow = z.infer<typeof renewalRow>
export type DueRow = z.infer<typeof dueRow>
export type OnboardingRow = z.infer<typeof onboardingRow>
export type AnswerRow = z.infer<typeof answerRow>
export type ReferralRow = z.infer<typeof referralRow>
export type LeftOutReason = z.infer<typeof leftOutRow>['reason']
export type Span = z.infer<typeof span>

/** The rows of the retention queries, typed; throws when a query and this reading disagree. */
export const readRows = (rows: ReportRows<string>): RetentionResult => result.parse(rows)

/** The rows of the movements alone, for figures that other pages quote. */
export const readMovements = (rows: ReportRows<string>): MovementRow[] =>
  movements.parse(rows.movements)
