import * as z from 'zod'
import type { Row } from '../../ports.ts'
import { agesBehind, type RollingUnit } from './units.ts'

const cell = {
  cohort: z.string(),
  title: z.string(),
  membership: z.enum(['first', 'every']),
  period_on: z.string(),
  members: z.number(),
  age: z.number(),
  active: z.number(),
  last_active: z.number(),
  unpriced: z.number(),
  amount: z.string().nullable(),
  quantity: z.string().nullable(),
}

const calendarRow = z.object({ ...cell, hour: z.number(), complete_ages: z.number() })

const rollingRow = z.object({
  ...cell,
  youngest_at: z.string().nullable(),
  youngest_on: z.string().nullable(),
  cut_at: z.string(),
})

type CellRow = z.infer<z.ZodObject<typeof cell>>

/** What the members of a cohort did at one age; money and quantity as decimal text. */
export interface CohortCell {
  readonly active: number
  readonly lastActive: number
  readonly unpriced: number
  readonly amount: string | null
  readonly quantity: string | null
}

/** The accounts that started in one period. */
export interface CohortMembers {
  /** First local day of the period, and of hours how many passed since its midnight. */
  readonly periodOn: string
  readonly hour: number
  readonly members: number
  /** Cells of ages below this are complete. */
  readonly completeAges: number
  /** By age; an age without activity has none. */
  readonly cells: ReadonlyMap<number, CohortCell>
}

/** Cohorts by definition and membership. */
export type CohortRows = readonly (CohortMembers &
  Pick<CellRow, 'cohort' | 'title' | 'membership'>)[]

function gather<T extends CellRow>(
  rows: readonly T[],
  more: (row: T) => Pick<CohortMembers, 'hour' | 'completeAges'>,
): CohortRows {
  const keyOf = (row: T) =>
    JSON.stringify([row.cohort, row.membership, row.period_on, more(row).hour])
  return [...Map.groupBy(rows, keyOf).values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const { cohort, title, membership, period_on: periodOn, members } = first
    const cells = new Map(
      own.map(({ age, active, last_active: lastActive, unpriced, amount, quantity }) => [
        age,
        { active, lastActive, unpriced, amount, quantity },
      ]),
    )
    return [{ cohort, title, membership, periodOn, members, ...more(first), cells }]
  })
}

/** Rows of `cohort_calendar` as cohorts; throws when the query and this reading disagree. */
export const calendarCohorts = (rows: readonly Row[]): CohortRows =>
  gather(z.array(calendarRow).parse(rows), ({ hour, complete_ages }) => ({
    hour,
    completeAges: complete_ages,
  }))

/** Rows of `cohort_rolling` as cohorts; throws when the query and this reading disagree. */
export const rollingCohorts = (rows: readonly Row[], unit: RollingUnit, zone: string): CohortRows =>
  gather(z.array(rollingRow).parse(rows), (row) => ({
    hour: 0,
    completeAges: agesBehind(row, unit, zone),
  }))

/** Members active at the age. */
export const activeOn = ({ cells }: Pick<CohortMembers, 'cells'>, age: number): number =>
  cells.get(age)?.active ?? 0

/** Members active at the age or at any later one up to the as-of. */
export const activeOnOrAfter = ({ cells }: Pick<CohortMembers, 'cells'>, age: number): number =>
  [...cells].reduce((sum, [at, { lastActive }]) => (at < age ? sum : sum + lastActive), 0)
