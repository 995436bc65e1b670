import * as z from 'zod'
import type { ReportInput, ReportRows } from '../definition.ts'
import { type CohortRows, calendarCohorts, rollingCohorts } from './matrix.ts'
import { unitOf } from './queries.ts'

const conversionRow = z.object({
  period_on: z.string(),
  complete_ages: z.number(),
  entered: z.number(),
  step: z.number(),
  age: z.number(),
  reached: z.number(),
})

const paidRow = z.object({
  starts_on: z.string(),
  month_no: z.number(),
  customers: z.number(),
  amount: z.string().nullable(),
})

const others = z.object({ conversion: z.array(conversionRow), paid: z.array(paidRow) })

export type ConversionRow = z.infer<typeof conversionRow>
export type PaidRow = z.infer<typeof paidRow>

export interface CohortResult {
  readonly calendar: CohortRows
  readonly rolling: CohortRows
  readonly conversion: readonly ConversionRow[]
  readonly paid: readonly PaidRow[]
}

/** The rows of the cohort queries, typed; throws when a query and this reading disagree. */
export function readRows(
  { cohorts, settings }: ReportInput,
  rows: ReportRows<string>,
): CohortResult {
  return {
    calendar: calendarCohorts(rows.calendar ?? []),
    rolling: rollingCohorts(rows.rolling ?? [], unitOf(cohorts.by), settings.zone),
    ...others.parse(rows),
  }
}
