import * as z from 'zod'
import type { Dimension } from './journey-columns.ts'

/** What funnels, stages and figures are called by. */
export const idSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,40}$/, 'lower-case letters, digits and underscores, a letter first')

const label = z.string().min(1).max(80)
const names = z.array(z.string().min(1)).min(1)

/** By what a figure may be shown: `referred`, or a dimension at entry. */
export const figureSplits = [
  'referred',
  'source',
  'channel',
  'campaign',
  'campaign_type',
  'content',
  'content_type',
  'region',
  'segment',
  'product',
  'rep',
  'team',
] as const satisfies readonly ('referred' | Dimension)[]

const between = {
  id: idSchema,
  label,
  /** Two stages, the earlier first. */
  from: idSchema,
  to: idSchema,
  /** Shown per value too: those referred by customers against all others, or by a dimension. */
  split: z.enum(figureSplits).optional(),
}

/**
 * A figure that a funnel is run by. `step_rate`: reached `to` / reached `from`, by the default
 * rule; `share`: of those that visited `from` itself, those that visited `to` too; `time`: from the
 * first visit of `from` to the first visit of `to`.
 */
export const figureSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('step_rate'), ...between }),
  z.strictObject({ kind: z.literal('share'), ...between }),
  z.strictObject({ kind: z.literal('time'), ...between }),
  /** Pauses followed by an advance within 90 days / pauses begun at least 90 days ago. */
  z.strictObject({ kind: z.literal('reactivation'), id: idSchema, label }),
])

const counted = {
  label,
  events: names,
  /** Only events in which one of these roles took part. */
  roles: z
    .array(z.string().regex(/^[^|]+$/, 'a role without |'))
    .min(1)
    .optional(),
}

/**
 * A key metric of a stage over the events of a period. `count`: events, an aggregate counting as
 * many as it stands for; `unique_subjects`: subjects that have one; `ratio`: count of `events` /
 * count of `per`; `figure`: one of the definition's figures; `later`: shown by another report.
 */
export const metricSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('count'), ...counted }),
  z.strictObject({ kind: z.literal('unique_subjects'), ...counted }),
  z.strictObject({ kind: z.literal('ratio'), ...counted, per: names }),
  z.strictObject({ kind: z.literal('figure'), label, figure: idSchema }),
  z.strictObject({ kind: z.literal('later'), label, place: z.string().min(1).max(80) }),
])

export type NamedFigure = z.infer<typeof figureSchema>
export type StageMetric = z.infer<typeof metricSchema>

interface FigureShape {
  readonly stages: readonly { readonly id: string; readonly metrics: readonly StageMetric[] }[]
  readonly figures: readonly NamedFigure[]
}

interface Problem {
  readonly path: (string | number)[]
  readonly message: string
}

function* figureFaults(figure: NamedFigure, index: number, { stages, figures }: FigureShape) {
  const at = (key: string) => ['figures', index, key]
  if (figures.findIndex((each) => each.id === figure.id) !== index) {
    yield { path: at('id'), message: `figure id ${figure.id} is used twice` }
  }
  if (figure.kind === 'reactivation') return
  const ids = stages.map((stage) => stage.id)
  for (const key of ['from', 'to'] as const) {
    if (!ids.includes(figure[key])) {
      yield { path: at(key), message: `no such stage; stages are ${ids.join(', ')}` }
    }
  }
  if (ids.indexOf(figure.from) >= ids.indexOf(figure.to)) {
    yield { path: at('to'), message: 'must come after the stage of from' }
  }
}

/** What is wrong with a definition's figures and metrics beside their single fields. */
export function* figureProblems(funnel: FigureShape): Generator<Problem> {
  for (const [index, figure] of funnel.figures.entries()) yield* figureFaults(figure, index, funnel)
  const ids = funnel.figures.map((figure) => figure.id)
  for (const [stageIndex, stage] of funnel.stages.entries()) {
    for (const [index, metric] of stage.metrics.entries()) {
      if (metric.kind !== 'figure' || ids.includes(metric.figure)) continue
      const path = ['stages', stageIndex, 'metrics', index, 'figure']
      yield { path, message: `no such figure; figures are ${ids.join(', ') || 'none'}` }
    }
  }
}
