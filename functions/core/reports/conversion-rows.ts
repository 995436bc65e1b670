import * as z from 'zod'
import type { ReportRows } from './definition.ts'

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
  ...states,
})

const outcomes = { entered: z.number(), won: z.number(), ...states }
const cohortRow = z.object({ label: z.string(), starts_on: z.string(), ...outcomes })
const breakdownRow = z.object({ dimension: z.string(), value: z.string(), ...outcomes })
const timeRow = z.object({
  number: z.number(),
  total_seconds: z.number().nullable(),
  median_seconds: z.number().nullable(),
  won: z.number(),
  not_from_first_step: z.number(),
})
const negativeRow = z.object({ subject_id: z.string(), seconds: z.number() })

const result = z.object({
  stages: z.array(stageRow),
  cohorts: z.array(cohortRow),
  breakdown: z.array(breakdownRow),
  timeToWon: z.array(timeRow).length(1),
  negative: z.array(negativeRow),
})

export type ConversionResult = z.infer<typeof result>
export type StageRow = z.infer<typeof stageRow>
export type OutcomeRow = z.infer<typeof cohortRow> | z.infer<typeof breakdownRow>

/** The rows of the conversion queries, typed; throws when a query and this reading disagree. */
export const readRows = (rows: ReportRows<string>): ConversionResult => result.parse(rows)
