import * as z from 'zod'
import { UsageError } from './errors.ts'
import { conditionSchema, matcherShape } from './funnel.ts'
import { idSchema } from './funnel-figures.ts'

/** Kinds of the `activities` table, and `event` for events as they are sent. */
export const activityKinds = ['event', 'customer', 'won', 'payment', 'subscription'] as const

/** What accounts do: an own kind of activity, or events by name or any, type and conditions. */
const selection = z
  .strictObject({
    kind: z.enum(activityKinds).default('event'),
    ...matcherShape,
    /** Only the account's first event of that name ever, and only if it meets the conditions. */
    first: z.literal('ever').optional(),
  })
  .superRefine(({ kind, events, any, ...rest }, context) => {
    const named = (events === undefined ? 0 : 1) + (any === undefined ? 0 : 1)
    if (kind === 'event' && named !== 1) {
      context.addIssue({ code: 'custom', message: 'needs either events or any' })
    }
    if (kind !== 'event' && (named > 0 || Object.keys(rest).length > 0)) {
      context.addIssue({ code: 'custom', message: `kind ${kind} takes nothing else` })
    }
  })

const cohortSchema = z.strictObject({
  id: idSchema,
  title: z.string().min(1).max(120),
  /** What makes an account a member: its first such activity, or each in a new period. */
  starts: selection,
  /** What counts as being active later. */
  counts: selection,
  /** Activities that a period needs to count as active. */
  at_least: z.int().min(1).max(1000).default(1),
  /** Conditions on what is last known of the account. */
  accounts: z.array(conditionSchema).min(1).optional(),
})

/** What makes accounts members of cohorts and what counts as being active. */
export type Cohort = z.infer<typeof cohortSchema>
export type CohortInput = z.input<typeof cohortSchema>
export type Selection = Cohort['starts']

/** A validated definition; throws UsageError that names every wrong path. */
export function parseCohort(input: unknown): Cohort {
  const result = cohortSchema.safeParse(input)
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new UsageError(`wrong cohort definition: ${faults.join('; ')}`)
}
