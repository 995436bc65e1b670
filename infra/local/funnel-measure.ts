import { maxTries } from '#core/compile-ordered-reentry.ts'
import { UsageError } from '#core/errors.ts'
import { defaultRule, type Funnel, type Rule } from '#core/funnel.ts'
import type { Row, StoredEvent } from '#core/ports.ts'
import type { Attribution, FigureScope } from './funnel-counted.ts'
import { chainNote, stepFigures } from './funnel-figures.ts'
import { openFunnelLab } from './funnel-lab.ts'

/** What one step of a funnel says; rates and times are null where nothing can be divided or measured. */
export interface StepFigure {
  readonly id: string
  readonly label: string
  readonly reached: number
  /** Of those who reached the step before. */
  readonly step_rate: number | null
  /** Of those who reached the first step. */
  readonly overall_rate: number | null
  /** Seconds since the step before. */
  readonly mean_seconds: number | null
  readonly median_seconds: number | null
}

export interface FunnelFigures {
  readonly funnel: string
  readonly rule: Rule
  readonly entries: string
  readonly events: number
  readonly as_of: string
  readonly steps: readonly StepFigure[]
  readonly breakdown?: readonly { readonly value: string; readonly steps: readonly StepFigure[] }[]
  readonly notes: readonly string[]
}

/** Periods that a breakdown may go by. */
export const periods = ['day', 'week', 'month', 'quarter', 'year'] as const

export interface FunnelQuestion {
  readonly funnel: Funnel
  readonly events: readonly StoredEvent[]
  readonly zone: string
  readonly rule?: Rule
  /** Tries entered at or after this ISO instant. */
  readonly enteredFrom?: string
  /** Events before this ISO instant; default all. */
  readonly asOf?: string
  /** A period of the entry, or a field such as `channel` or `properties.plan`. */
  readonly by?: string
  readonly attribution?: Attribution | 'every'
}

const number = (cell: unknown) => (typeof cell === 'number' ? cell : null)
const rate = (part: number, whole: number | undefined) => (whole ? part / whole : null)

function stepsOf(funnel: Funnel, rows: readonly Row[]): StepFigure[] {
  const reached = funnel.stages.map(
    (_, index) => number(rows.find((row) => row.step === index + 1)?.reached) ?? 0,
  )
  return funnel.stages.map(({ id, label }, index) => {
    const row = rows.find((each) => each.step === index + 1)
    const count = reached[index] ?? 0
    return {
      id,
      label,
      reached: count,
      step_rate: rate(count, reached[index - 1]),
      overall_rate: rate(count, reached[0]),
      mean_seconds: number(row?.mean_seconds),
      median_seconds: number(row?.median_seconds),
    }
  })
}

/** With attribution `every` the funnel is run once per value, on only the events that carry it. */
function perValue(question: FunnelQuestion): Funnel {
  const { funnel, by, attribution } = question
  if (by === undefined || attribution !== 'every') return funnel
  if ((question.rule ?? defaultRule(funnel)) !== 'ordered') {
    throw new UsageError('--attribution every is for the rule ordered')
  }
  return { ...funnel, hold_constant: by }
}

function scopeOf(question: FunnelQuestion): FigureScope {
  const { funnel, rule, enteredFrom } = question
  return {
    funnel,
    ...(rule === undefined ? {} : { rule }),
    ...(enteredFrom === undefined ? {} : { enteredFrom }),
  }
}

function cellsOf({ by, attribution = 'first' }: FunnelQuestion): FigureScope['by'] {
  if (by === undefined) return undefined
  const period = periods.find((each) => each === by)
  if (period !== undefined) return { period }
  return { field: by, attribution: attribution === 'every' ? 'first' : attribution }
}

/** A day after the last event: a day without time may begin so much later in the zone. */
function afterLast(events: readonly StoredEvent[]): string {
  const last = events.reduce((latest, { body }) => {
    const { occurred_at: at } = JSON.parse(body) as { occurred_at: string }
    return Math.max(latest, Date.parse(at))
  }, 0)
  return new Date(last + 86_400_000).toISOString()
}

/** Measures a funnel on events by the SQL that a build uses, in memory. */
export async function measureFunnel(question: FunnelQuestion): Promise<FunnelFigures> {
  const { funnel, events, zone } = question
  const asOf = question.asOf ?? afterLast(events)
  const lab = await openFunnelLab({ zone, events })
  try {
    await lab.measure(funnel, { cut: asOf })
    const scope = scopeOf(question)
    const steps = stepsOf(funnel, await lab.query(stepFigures(scope)))
    const left = number((await lab.query(chainNote))[0]?.subjects) ?? 0
    const by = cellsOf(question)
    const run = perValue(question)
    if (run !== funnel) await lab.measure(run, { cut: asOf })
    const rows = by === undefined ? [] : await lab.query(stepFigures({ ...scope, funnel: run, by }))
    const values = [...new Set(rows.map((row) => String(row.cell)))]
    const breakdown = values.map((value) => ({
      value,
      steps: stepsOf(
        funnel,
        rows.filter((row) => row.cell === value),
      ),
    }))
    return {
      funnel: funnel.id,
      rule: question.rule ?? defaultRule(funnel),
      entries: funnel.entries,
      events: events.length,
      as_of: asOf,
      steps,
      ...(by === undefined ? {} : { breakdown }),
      notes:
        left > 0
          ? [
              `${left} subjects reach the limit of ${maxTries} tries; what they did after is not counted`,
            ]
          : [],
    }
  } finally {
    await lab.close()
  }
}
