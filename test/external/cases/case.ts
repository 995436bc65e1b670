import * as z from 'zod'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const where = z.record(z.string(), z.union([scalar, z.array(scalar)]))

const matcherShape = {
  event: z.string().optional(),
  event_in: z.array(z.string()).optional(),
  any: z.literal(true).optional(),
  where: where.optional(),
}

const step = z.strictObject({
  ...matcherShape,
  first_time: z.enum(['overall', 'with_filters']).optional(),
  optional: z.boolean().optional(),
})

const caseSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  source: z.unknown().optional(),
  mode: z.string(),
  window_seconds: z.number().nullish(),
  step_window_seconds: z.number().nullish(),
  window_anchor: z.enum(['first_entry', 'any_entry']).optional(),
  steps: z.array(step).min(1),
  exclusions: z
    .array(z.strictObject({ ...matcherShape, from_step: z.int(), to_step: z.int() }))
    .default([]),
  hold_constant: z.string().optional(),
  entity_key: z.string().default('entity'),
  aliases: z.record(z.string(), z.string()).default({}),
  where: where.default({}),
  date_from: z.string().optional(),
  date_to: z.string().optional(),
  timezone: z.string().default('UTC'),
  trend: z
    .strictObject({
      interval: z.enum(['day', 'week', 'month']),
      from_step: z.int(),
      to_step: z.int(),
    })
    .optional(),
  breakdown_by: z.string().optional(),
  attribution: z
    .string()
    .regex(/^(first_touch|last_touch|all_events|step:\d+)$/)
    .default('first_touch'),
  events: z.array(
    z.strictObject({
      entity: z.string(),
      time: z.string(),
      event: z.string(),
      props: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
  expected: z.strictObject({
    counts: z.array(z.number()).nullish(),
    level_by_entity: z.record(z.string(), z.number()).optional(),
    entities_at_step: z.array(z.array(z.string())).optional(),
    avg_seconds: z.array(z.number().nullable()).optional(),
    median_seconds: z.array(z.number().nullable()).optional(),
    bins: z.array(z.tuple([z.number(), z.number()])).optional(),
    trend: z
      .array(
        z.strictObject({
          bucket: z.string(),
          entered: z.number(),
          converted: z.number(),
          rate: z.number(),
        }),
      )
      .optional(),
    breakdown: z
      .record(
        z.string(),
        z.strictObject({
          counts: z.array(z.number()),
          avg_seconds: z.array(z.number().nullable()).optional(),
        }),
      )
      .optional(),
  }),
  tags: z.array(z.string()).default([]),
  notes: z.string().optional(),
})

export type Case = z.infer<typeof caseSchema>
export type CaseStep = Case['steps'][number]
export type CaseMatcher = Pick<CaseStep, 'event' | 'event_in' | 'any' | 'where'>
export type Expected = Case['expected']

/** One case of a file; throws ZodError naming what it does not know. */
export const parseCase = (input: unknown): Case => caseSchema.parse(input)

/** Which of the cases of a file are about funnels: those with steps. */
export const isFunnelCase = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && 'steps' in input

/** A property name as a definition can write it. */
export const propertyName = (name: string) => name.replace(/^(?=\d)|[^A-Za-z0-9_]/g, '_')
