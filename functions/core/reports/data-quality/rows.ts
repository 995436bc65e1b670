import * as z from 'zod'
import type { ReportRows } from '../definition.ts'
import { checks } from './checks.ts'

const money = z.string().nullable()
const checkId = z.enum(checks.map((check) => check.id))
const cell = { dimension: z.enum(['all', 'rep', 'source_system']), value: z.string() }

const checkRow = z.object({
  ...cell,
  /** The id of a check, or `any` for the counted ones together. */
  check_id: checkId.or(z.literal('any')),
  number: z.number(),
  opportunities: z.number(),
  open_opportunities: z.number(),
  money,
  without_amount: z.number(),
  without_rate: z.number(),
})

const populationRow = z.object({ ...cell, population: z.string(), number: z.number() })

const exampleRow = z.object({
  check_id: checkId,
  nth: z.number(),
  subject_kind: z.string(),
  subject_id: z.string(),
  event_id: z.string(),
  rep: z.string(),
  source_system: z.string(),
  is_standing: z.boolean(),
  occurred_on: z.string(),
  money,
  detail: z.string().nullable(),
})

const fieldRow = z.object({
  subject: z.enum(['opportunity', 'lead', 'contact', 'account']),
  field: z.string(),
  dimension: z.enum(['all', 'rep']),
  value: z.string(),
  number: z.number(),
  filled: z.number(),
})

const nameRow = z.object({
  name: z.string(),
  source_system: z.string(),
  number: z.number(),
  first_on: z.string(),
  last_on: z.string(),
  event_id: z.string(),
})

const lateRow = z.object({
  month_on: z.string(),
  source_system: z.string(),
  number: z.number(),
  late: z.number(),
  after_month: z.number(),
  wins_after_month: z.number(),
  longest_seconds: z.number(),
})

const receiptRow = z.object({
  source_system: z.string(),
  month_on: z.string(),
  received: z.number(),
  retractions: z.number(),
  retracted: z.number(),
  links: z.number(),
  deleted: z.number(),
  aggregates: z.number(),
  counted: z.number(),
  merged: z.number(),
})

const winRow = z.object({
  source_system: z.string(),
  month_on: z.string(),
  reason: z.enum([
    'counted',
    'other_amount',
    'merged',
    'retracted',
    'deleted',
    'not_won_at_the_cut',
    'no_opportunity',
    'no_amount',
    'no_rate',
  ]),
  number: z.number(),
  sent: money,
  without_amount: z.number(),
  without_rate: z.number(),
  counted: money,
  example: z.string(),
})

const mergeRow = z.object({
  basis: z.enum(['link', 'email_hash', 'domain']),
  outcome: z.enum([
    'merged',
    'related',
    'repeated',
    'replaced',
    'itself',
    'retracted',
    'circle',
    'too_long',
    'too_many',
    'two_targets',
  ]),
  number: z.number(),
  nth: z.number(),
  kind: z.string(),
  id: z.string(),
  into_kind: z.string(),
  into_id: z.string(),
  survivor_id: z.string(),
  event_id: z.string(),
  source_system: z.string(),
  occurred_on: z.string(),
  reason: z.string().nullable(),
})

const checked = z.object({ checks: z.array(checkRow), populations: z.array(populationRow) })

const result = checked.extend({
  examples: z.array(exampleRow),
  fields: z.array(fieldRow),
  names: z.array(nameRow),
  late: z.array(lateRow),
  receipts: z.array(receiptRow),
  wins: z.array(winRow),
  merges: z.array(mergeRow),
})

/** What the figures are made of. */
export type CheckedResult = z.infer<typeof checked>
export type QualityResult = z.infer<typeof result>
export type CheckRow = z.infer<typeof checkRow>
export type FieldRow = z.infer<typeof fieldRow>
export type MergeRow = z.infer<typeof mergeRow>
export type WinRow = z.infer<typeof winRow>

/** The rows behind the figures, typed; throws when a query and this reading disagree. */
export const readChecked = (rows: ReportRows<string>): CheckedResult => checked.parse(rows)

/** The rows of every query, typed; throws when a query and this reading disagree. */
export const readRows = (rows: ReportRows<string>): QualityResult => result.parse(rows)
