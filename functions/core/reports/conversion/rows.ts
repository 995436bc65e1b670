import * as z from 'zod'
import type { ReportRows } from '../definition.ts'

const states = {
  lost: z.number(),
  expired: z.number(),
  still_open: z.number(),
  won_otherwise: z.number(),
}

const stageRow = z.object({
  rule: z.string(),
  step: z.number(),
  reached: z.number(),
  visited: z.number(),
  won: z.number(),
  ...states,
})

const outcomes = { entered: z.number(), won: z.number(), ...states }

const cohortRow = z.object({
  label: z.string(),
  starts_on: z.string(),
  ...outcomes,
  old: z.number(),
  mature: z.number(),
  mature_won: z.number(),
})

const valueRow = z.object({ value: z.string(), ...outcomes })

const twoDigits = (step: number) => String(step).padStart(2, '0')
const stepNames = Array.from({ length: 12 }, (_, index) => `reached_${twoDigits(index + 1)}`)

const breakdownRow = z
  .object({ span: z.string(), dimension: z.string(), ...valueRow.shape, was_won: z.number() })
  .catchall(z.unknown())
  .transform((row) => ({
    ...row,
    reached: stepNames.map((name) => z.number().parse(row[name])),
  }))

const timeRow = z.object({
  from_step: z.number(),
  to_step: z.number(),
  number: z.number(),
  negative: z.number(),
  skipped: z.number(),
  total_seconds: z.number().nullable(),
  median_seconds: z.number().nullable(),
  p75_seconds: z.number().nullable(),
  p90_seconds: z.number().nullable(),
  under_1: z.number(),
  under_7: z.number(),
  under_14: z.number(),
  under_30: z.number(),
  under_60: z.number(),
  under_90: z.number(),
  under_180: z.number(),
})

const progressRow = z.object({
  step: z.number(),
  fate: z.string().nullable(),
  days: z.number().nullable(),
  value: z.string().nullable(),
  number: z.number(),
  entered: z.number(),
  mature: z.number(),
  converted: z.number(),
  settled: z.number(),
  settled_won: z.number(),
})

const causeRow = z.object({
  step: z.number(),
  value: z.string(),
  open_tries: z.number(),
  untouched: z.number(),
  judged: z.number(),
  stalled: z.number(),
})

const movementRow = z.object({
  stage_no: z.number(),
  visits: z.number(),
  entered: z.number(),
  advanced: z.number(),
  skipped: z.number(),
  regressed: z.number(),
  repeated: z.number(),
  reopened: z.number(),
  created_late: z.number(),
  recycled: z.number(),
  paused: z.number(),
  judged: z.number(),
  reactivated: z.number(),
})

const result = z.object({
  stages: z.array(stageRow),
  periods: z.array(z.object({ rule: z.string(), step: z.number(), reached: z.number() })),
  cohorts: z.array(cohortRow),
  breakdown: z.array(breakdownRow),
  timeToWon: z.array(timeRow),
  negative: z.array(z.object({ subject_id: z.string(), seconds: z.number() })),
  progress: z.array(progressRow),
  /** Of the year before; empty where there is none. */
  progressBefore: z.array(progressRow).default([]),
  /** Subjects with more tries than count; read only where they are limited. */
  mostTries: z.array(z.object({ subject_id: z.string(), tries: z.number() })).default([]),
  times: z.array(timeRow),
  causes: z.array(causeRow),
  fit: z.array(
    z.object({ step: z.number(), value: z.string(), known: z.number(), fitting: z.number() }),
  ),
  // Money comes as decimal text: only its average is shown.
  wonValues: z.array(
    z.object({ value: z.string(), number: z.number(), amount: z.coerce.number() }),
  ),
  movement: z.array(movementRow),
})

export type StageRow = z.infer<typeof stageRow>
export type CohortRow = z.infer<typeof cohortRow>
export type ValueRow = z.infer<typeof valueRow>
export type BreakdownRow = z.infer<typeof breakdownRow>
export type TimeRow = z.infer<typeof timeRow>
export type ProgressRow = z.infer<typeof progressRow>
export type CauseRow = z.infer<typeof causeRow>
export type MovementRow = z.infer<typeof movementRow>
export type OutcomeRow = Omit<ValueRow, 'value'>

export interface ConversionResult extends z.infer<typeof result> {
  /** Values by dimension, where they are not those at entry. */
  readonly attributed: ReadonlyMap<string, readonly ValueRow[]>
}

/** The rows of the breakdown alone. */
export const readBreakdown = (rows: ReportRows<string>): Pick<ConversionResult, 'breakdown'> =>
  result.pick({ breakdown: true }).parse(rows)

const attributedName = /^attributed_(.+)$/

/** The rows of the conversion queries, typed; throws when a query and this reading disagree. */
export function readRows(rows: ReportRows<string>): ConversionResult {
  const attributed = Object.entries(rows).flatMap(([name, found]) => {
    const dimension = attributedName.exec(name)?.[1]
    return dimension === undefined ? [] : [[dimension, z.array(valueRow).parse(found)] as const]
  })
  return { ...result.parse(rows), attributed: new Map(attributed) }
}
