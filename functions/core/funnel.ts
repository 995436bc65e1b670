import * as z from 'zod'
import { UsageError } from './errors.ts'

const id = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, 'lower-case letters, digits and underscores, a letter first')

const stage = z.strictObject({
  id,
  label: z.string().min(1).max(80),
  position: z.enum(['top', 'middle', 'bottom', 'post']),
  /** Event names that mean being in this stage. */
  events: z.array(z.string().min(1)).min(1),
})

export const funnelSchema = z
  .strictObject({
    id,
    title: z.string().min(1).max(120),
    subject: z.enum(['lead']),
    stages: z.array(stage).min(2).max(12),
    /** The stage that means won; stages after it are post-purchase. */
    won_stage: id,
    /** Event names that mean lost, beside `stage` events with such an outcome. */
    lost_events: z.array(z.string().min(1)).default([]),
    /** Days after the last event at which an open attempt expires; absent: nothing expires. */
    expires_after_days: z.int().min(1).optional(),
    rules: z.array(z.enum(['any', 'all'])).min(1).default(['any', 'all']),
  })
  .superRefine((funnel, context) => {
    const ids = funnel.stages.map((each) => each.id)
    ids.forEach((each, index) => {
      if (ids.indexOf(each) !== index) {
        context.addIssue({
          code: 'custom',
          path: ['stages', index, 'id'],
          message: `stage id ${each} is used twice`,
        })
      }
    })
    if (!ids.includes(funnel.won_stage)) {
      const message = `no such stage; stages are ${ids.join(', ')}`
      context.addIssue({ code: 'custom', path: ['won_stage'], message })
    }
  })

export type Funnel = z.infer<typeof funnelSchema>
export type FunnelInput = z.input<typeof funnelSchema>

/** A validated definition; throws UsageError that names every wrong path. */
export function parseFunnel(input: unknown): Funnel {
  const result = funnelSchema.safeParse(input)
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new UsageError(`wrong funnel definition: ${faults.join('; ')}`)
}

/** The rule of figures, cohorts and breakdowns: the first that the definition declares. */
export const defaultRule = (funnel: Funnel) => funnel.rules[0] ?? 'any'
