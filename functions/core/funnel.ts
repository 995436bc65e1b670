import * as z from 'zod'
import { eventColumns } from './columns.ts'
import { UsageError } from './errors.ts'
import { eventTypes } from './event-shapes.ts'
import { figureProblems, figureSchema, idSchema as id, metricSchema } from './funnel-figures.ts'
import { funnelProblems } from './funnel-rules.ts'

/** An envelope or type field such as `channel`, or `properties.<key>`. */
const ownField = /^properties\.[A-Za-z_][A-Za-z0-9_]*$/
const plainFields = eventColumns
  .filter(({ type }) => type === 'string' || type === 'boolean')
  .map((column) => column.name)

/** Numbers have several spellings as text, so that only texts and yes-no fields are compared. */
const field = z
  .string()
  .refine(
    (name) => ownField.test(name) || plainFields.includes(name),
    'a text or yes-no field such as channel, or properties.<key> with letters, digits and underscores',
  )

const value = z.union([z.string(), z.number(), z.boolean()]).transform(String)

/** One condition on a field; `not` holds for a missing value, `present` asks whether there is one. */
export const conditionSchema = z
  .strictObject({
    field,
    equals: value.optional(),
    in: z.array(value).min(1).optional(),
    not: value.optional(),
    present: z.boolean().optional(),
  })
  .refine((each) => Object.keys(each).length === 2, 'exactly one of equals, in, not, present')

/** Which events match: by name or any, optionally of one type, optionally under conditions. */
export const matcherShape = {
  events: z.array(z.string().min(1)).min(1).optional(),
  any: z.literal(true).optional(),
  type: z.enum(eventTypes as [string, ...string[]]).optional(),
  where: z.array(conditionSchema).min(1).optional(),
}

const matcher = z.strictObject(matcherShape)

const stage = z.strictObject({
  id,
  label: z.string().min(1).max(80),
  position: z.enum(['top', 'middle', 'bottom', 'post']),
  ...matcherShape,
  /** Further ways to enter the stage, each with its own conditions. */
  or: z.array(matcher).min(1).optional(),
  /** Only the subject's first such event: ever, or the first that meets the conditions. */
  first: z.enum(['ever', 'matching']).optional(),
  /** `each`: every event is a visit; `first`: a milestone. Default: each for stage events only. */
  counts: z.enum(['each', 'first']).optional(),
  /** Aim for the time in this stage; also the mature horizon. */
  target_days: z.int().min(1).max(3650).optional(),
  /** Aim for the share that goes on to the next stage within the horizon. */
  target_rate: z.number().gt(0).max(1).optional(),
  /** The next stage may be reached without this one. */
  optional: z.boolean().default(false),
  /** What the stage is judged by, beside its rates and times. */
  metrics: z.array(metricSchema).max(12).default([]),
})

const exclusion = z.strictObject({
  ...matcherShape,
  from: id,
  to: id,
  /** `void`: the try does not count; `end`: it counts to where it stands. */
  effect: z.enum(['void', 'end']).default('void'),
})

const seconds = z.int().min(1, 'at least 1 second')

export const funnelRules = ['any', 'visited', 'all', 'ordered'] as const
export const funnelEntries = ['attempt', 'first', 'every', 'reentry', 'restart'] as const

export const funnelSchema = z
  .strictObject({
    id,
    title: z.string().min(1).max(120),
    subject: z.enum(['lead', 'contact', 'account', 'opportunity']),
    stages: z.array(stage).min(2).max(12),
    /** The stage that means won; stages after it are post-purchase. Default: the last. */
    won_stage: id.optional(),
    /** The stage from which an attempt is qualified; used by velocity and response. */
    qualified_stage: id.optional(),
    /** Event names that mean lost, beside `stage` events with such an outcome. */
    lost_events: z.array(z.string().min(1)).default([]),
    /** Whether `stage` events with an outcome mean won or lost whatever they are called. */
    uses_outcomes: z.boolean().default(true),
    /** The first is the default of figures and breakdowns. */
    rules: z.array(z.enum(funnelRules)).min(1).default(['any', 'all']),
    entries: z.enum(funnelEntries).default('attempt'),
    /** For `ordered`: from the first step, inclusive. */
    window_seconds: seconds.optional(),
    /** For `ordered`: from the step before, inclusive. */
    step_window_seconds: seconds.optional(),
    /** For `ordered`: no other event of the subject between two steps. */
    strict: z.boolean().default(false),
    /** For `ordered`: each step later than the one before, never at the same time. */
    increasing: z.boolean().default(false),
    /** For `ordered`: one event may serve several steps. */
    reuses_events: z.boolean().default(false),
    /** For `ordered`: the steps may come in any order. */
    any_order: z.boolean().default(false),
    /** For `ordered`: an event strictly between two named steps voids or ends the try. */
    exclusions: z.array(exclusion).default([]),
    /** For `ordered`: every step must carry the same value of this field. */
    hold_constant: field.optional(),
    /** A gap after the last event that ends an attempt without outcome and lets a new one begin. */
    reentry_after_days: z.int().min(1).max(3650).optional(),
    /** What a stage event after a loss does. */
    after_lost: z.enum(['reopen', 'new_attempt']).default('reopen'),
    /** A gap between two events that counts as a pause. */
    pause_after_days: z.int().min(1).max(365).default(30),
    /** Rates and times between two named stages that the funnel is run by. */
    figures: z.array(figureSchema).max(12).default([]),
  })
  .superRefine((funnel, context) => {
    for (const { path, message } of [...funnelProblems(funnel), ...figureProblems(funnel)]) {
      context.addIssue({ code: 'custom', path, message })
    }
  })

export type Funnel = z.infer<typeof funnelSchema>
export type FunnelInput = z.input<typeof funnelSchema>
export type Stage = Funnel['stages'][number]
export type Matcher = z.infer<typeof matcher>
export type Condition = z.infer<typeof conditionSchema>
export type Rule = Funnel['rules'][number]

/** A validated definition; throws UsageError that names every wrong path. */
export function parseFunnel(input: unknown): Funnel {
  const result = funnelSchema.safeParse(input)
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new UsageError(`wrong funnel definition: ${faults.join('; ')}`)
}

/** The rule of figures, cohorts and breakdowns: the first that the definition declares. */
export const defaultRule = (funnel: Funnel): Rule => funnel.rules[0] ?? 'any'

/** Number of a stage, counted from 1; 0 when there is no such stage. */
export const stepOf = (funnel: Pick<Funnel, 'stages'>, stageId: string) =>
  funnel.stages.findIndex((each) => each.id === stageId) + 1

/** Number of the won stage, counted from 1. */
export const wonStep = (funnel: Funnel) =>
  funnel.won_stage === undefined ? funnel.stages.length : stepOf(funnel, funnel.won_stage)
