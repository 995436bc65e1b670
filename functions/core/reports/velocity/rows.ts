import * as z from 'zod'
import type { ReportRows } from '../definition.ts'

const seconds = z.number().nullable()
const cell = { dimension: z.string(), value: z.string() }
const quantiles = { p50_seconds: seconds, p75_seconds: seconds, p90_seconds: seconds }

const stageTimeRow = z.object({
  ...cell,
  ...quantiles,
  measure: z.enum(['visit', 'cumulative', 'latest']),
  stage_no: z.number(),
  number: z.number(),
  total_seconds: z.number(),
  over_target: z.number(),
})

const openVisitRow = z.object({
  ...cell,
  stage_no: z.number(),
  number: z.number(),
  p50_seconds: seconds,
  open_attempts: z.number(),
  judged: z.number(),
  stalled: z.number(),
})

const stalledRow = z.object({
  subject_id: z.string(),
  attempt: z.number(),
  stage_no: z.number(),
  entered_on: z.string(),
  seconds: z.number(),
  limit_seconds: z.number(),
  judged_by: z.enum(['usual', 'target']),
  channel: z.string(),
  segment: z.string(),
  rep: z.string(),
})

const cycleRow = z.object({
  ...cell,
  began_with: z.enum(['opened', 'first_touch', 'qualified']),
  ending: z.enum(['won', 'won_and_lost']),
  number: z.number(),
  negative: z.number(),
  total_seconds: seconds,
  p50_seconds: seconds,
  p90_seconds: seconds,
})

const pipelineRow = z.object({
  ...cell,
  open_at_start: z.number(),
  qualified_at_start: z.number(),
  period_won: z.number(),
  period_lost: z.number(),
  won: z.number(),
  lost: z.number(),
  priced: z.number(),
  won_amount: z.string().nullable(),
  timed: z.number(),
  cycle_seconds: seconds,
})

const responseRow = z.object({
  ...cell,
  ...quantiles,
  measure: z.enum(['clock', 'business']),
  created: z.number(),
  touched_before: z.number(),
  too_young: z.number(),
  answered: z.number(),
  unanswered: z.number(),
  within_sla: z.number(),
})

const routingRow = z.object({
  ...cell,
  ...quantiles,
  created: z.number(),
  assigned: z.number(),
  number: z.number(),
  total_seconds: seconds,
})

const leftOutRow = z.object({
  reason: z.enum([
    'no_rate',
    'no_amount',
    'negative_cycle',
    'negative_visit',
    'negative_assignment',
  ]),
  id: z.string(),
  detail: z.string().nullable(),
})

const result = z.object({
  stageTimes: z.array(stageTimeRow),
  openVisits: z.array(openVisitRow),
  stalled: z.array(stalledRow),
  cycles: z.array(cycleRow),
  pipeline: z.array(pipelineRow),
  /** Of the period before; empty where there is none. */
  pipelineBefore: z.array(pipelineRow).default([]),
  response: z.array(responseRow),
  routing: z.array(routingRow),
  leftOut: z.array(leftOutRow),
})

export type VelocityResult = z.infer<typeof result>
export type StageTimeRow = z.infer<typeof stageTimeRow>
export type CycleRow = z.infer<typeof cycleRow>
export type PipelineRow = z.infer<typeof pipelineRow>
export type ResponseRow = z.infer<typeof responseRow>
export type RoutingRow = z.infer<typeof routingRow>
export type LeftOutReason = z.infer<typeof leftOutRow>['reason']

/** The rows of the pipeline query alone. */
export const readPipeline = (rows: ReportRows<string>): Pick<VelocityResult, 'pipeline'> =>
  result.pick({ pipeline: true }).parse(rows)

/** The rows of the velocity queries, typed; throws when a query and this reading disagree. */
export const readRows = (rows: ReportRows<string>): VelocityResult => result.parse(rows)
