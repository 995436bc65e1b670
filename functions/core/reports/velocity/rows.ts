import * as z from 'zod'
import type { ReportRows } from './definition.ts'

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
    'other_currency',
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

/** The rows of the velocity queries, typed; throws when a query and this reading disagree. */
export const readRows = (rows: ReportRows<string>): VelocityResult => result.parse(rows)

/** The rows of one dimension; those of `all` stand for every value. */
export const rowsOf = <Row extends { readonly dimension: string }>(
  rows: readonly Row[],
  dimension: string,
): Row[] => rows.filter((row) => row.dimension === dimension)

/** The values of a dimension in these rows, those with most first, then by name. */
export function valuesOf<Row extends { readonly dimension: string; readonly value: string }>(
  rows: readonly Row[],
  dimension: string,
  size: (row: Row) => number,
): string[] {
  const sizes = new Map<string, number>()
  for (const row of rowsOf(rows, dimension)) {
    sizes.set(row.value, (sizes.get(row.value) ?? 0) + size(row))
  }
  return [...sizes]
    .sort(([a, many], [b, others]) => others - many || (a < b ? -1 : 1))
    .map(([value]) => value)
}
