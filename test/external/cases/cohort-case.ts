import * as z from 'zod'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const where = z.record(z.string(), z.union([scalar, z.array(scalar)]))

const matcher = z.strictObject({
  event: z.string().optional(),
  event_in: z.array(z.string()).optional(),
  any: z.literal(true).optional(),
  where: where.optional(),
})

const anything = { any: true } as const

const shared = {
  id: z.string(),
  name: z.string(),
  source: z.unknown().optional(),
  period: z.enum(['hour', 'day', 'week', 'month', 'quarter', 'year']),
  timezone: z.string().default('UTC'),
  week_start: z.enum(['sunday', 'monday', 'saturday']).default('sunday'),
  entity_key: z.string().default('entity'),
  aliases: z.record(z.string(), z.string()).default({}),
  where: where.default({}),
  entity_props: z.record(z.string(), z.record(z.string(), scalar)).default({}),
  entity_where: where.default({}),
  events: z.array(
    z.strictObject({
      entity: z.string(),
      time: z.string(),
      event: z.string(),
      props: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
  tags: z.array(z.string()).default([]),
  notes: z.string().optional(),
}

const selections = {
  cohort: z.enum(['recurring', 'first_time']).default('recurring'),
  first_time_mode: z.enum(['overall', 'with_filters']).default('with_filters'),
  target: matcher.default(anything),
  returning: matcher.default(anything),
  minimum_occurrences: z.int().default(1),
}

const mode = z.enum(['calendar', 'rolling']).default('calendar')

const caseSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...shared,
    ...selections,
    kind: z.literal('matrix'),
    mode,
    first_period: z.string(),
    periods: z.int().min(1),
    cumulative: z.boolean().default(false),
    expected: z.array(z.array(z.number())),
  }),
  z.strictObject({
    ...shared,
    ...selections,
    kind: z.literal('on_or_after'),
    days: z.array(z.int().min(0)),
    date_from: z.string().optional(),
    date_to: z.string().optional(),
    expected: z.strictObject({ base: z.number(), counts: z.array(z.number()) }),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal('flags'),
    conditions: z.array(matcher).min(1),
    expected: z.record(z.string(), z.array(z.boolean())),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal('single'),
    mode,
    expected: z.number().nullable(),
  }),
])

export type CohortCase = z.infer<typeof caseSchema>
export type CaseOf<Kind extends CohortCase['kind']> = Extract<CohortCase, { kind: Kind }>
export type CaseSelection = z.infer<typeof matcher>

/** One retention case of a file; throws ZodError naming what it does not know. */
export const parseCohortCase = (input: unknown): CohortCase => caseSchema.parse(input)

/** Which of the cases of a file are about retention: those with a kind. */
export const isCohortCase = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && 'kind' in input
