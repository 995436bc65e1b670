import { maxTries } from '#core/compile-ordered-reentry.ts'
import { UsageError } from '#core/errors.ts'
import { defaultRule, type Funnel, type Rule } from '#core/funnel.ts'
import type { Row, StoredEvent } from '#core/ports.ts'
import type { Attribution, FigureScope } from './funnel-counted.ts'
import { chainNote, spanFigures, stepFigures } from './funnel-figures.ts'
import { type FunnelLab, type LabInput, openFunnelLab } from './funnel-lab.ts'

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

export interface Figures {
  readonly steps: readonly StepFigure[]
  /** Over the tries that reached the last step. */
  readonly first_to_last: {
    readonly measured: number
    readonly mean_seconds: number | null
    readonly median_seconds: number | null
  }
  readonly breakdown?: readonly { readonly value: string; readonly steps: readonly StepFigure[] }[]
  readonly notes: readonly string[]
}

export interface FunnelFigures extends Figures {
  readonly funnel: string
  readonly rule: Rule
  readonly entries: string
  readonly events: number
  readonly as_of: string
}

/** Periods that a breakdown may go by. */
export const periods = ['day', 'week', 'month', 'quarter', 'year'] as const

export interface FigureQuestion {
  readonly funnel: Funnel
  readonly rule?: Rule
  /** Events before this ISO instant. */
  readonly asOf: string
  /** Tries entered at or after this ISO instant. */
  readonly enteredFrom?: string
  /** A period of the entry, or a field such as `channel` or `properties.plan`. */
  readonly by?: string
  readonly attribution?: Attribution | 'every'
}

/** Without `asOf` all events are seen. */
export interface FunnelQuestion extends Omit<FigureQuestion, 'asOf'> {
  readonly events: readonly StoredEvent[]
  readonly calendar: LabInput['calendar']
  readonly asOf?: string
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
function perValue(question: FigureQuestion): Funnel {
  const { funnel, by, attribution } = question
  if (by === undefined || attribution !== 'every') return funnel
  if ((question.rule ?? defaultRule(funnel)) !== 'ordered') {
    throw new UsageError('--attribution every is for the rule ordered')
  }
  return { ...funnel, hold_constant: by }
}

function scopeOf(question: FigureQuestion): FigureScope {
  const { funnel, rule, enteredFrom } = question
  return {
    funnel,
    ...(rule === undefined ? {} : { rule }),
    ...(enteredFrom === undefined ? {} : { enteredFrom }),
  }
}

function cellsOf({ by, attribution = 'first' }: FigureQuestion): FigureScope['by'] {
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

const notesOf = (left: number) =>
  left === 0
    ? []
    : [`${left} subjects reach the limit of ${maxTries} tries; what they did after is not counted`]

/** The figures of a funnel on the events of a lab. */
export async function figuresOf(lab: FunnelLab, question: FigureQuestion): Promise<Figures> {
  const { funnel, asOf } = question
  await lab.measure(funnel, { cut: asOf })
  const scope = scopeOf(question)
  const steps = stepsOf(funnel, await lab.query(stepFigures(scope)))
  const [whole = {}] = await lab.query(spanFigures(scope, 1, funnel.stages.length))
  const [limit = {}] = await lab.query(chainNote)
  const by = cellsOf(question)
  const run = perValue(question)
  if (run !== funnel) await lab.measure(run, { cut: asOf })
  const rows = by === undefined ? [] : await lab.query(stepFigures({ ...scope, funnel: run, by }))
  const values = [...new Set(rows.map((row) => String(row.cell)))]
  const ofValue = (value: string) => rows.filter((row) => row.cell === value)
  return {
    steps,
    first_to_last: {
      measured: number(whole.measured) ?? 0,
      mean_seconds: number(whole.mean_seconds),
      median_seconds: number(whole.median_seconds),
    },
    ...(by === undefined
      ? {}
      : { breakdown: values.map((value) => ({ value, steps: stepsOf(funnel, ofValue(value)) })) }),
    notes: notesOf(number(limit.subjects) ?? 0),
  }
}

/** Measures a funnel on events by the SQL that a build uses, in memory. */
export async function measureFunnel(question: FunnelQuestion): Promise<FunnelFigures> {
  const { funnel, events, calendar } = question
  const asOf = question.asOf ?? afterLast(events)
  const lab = await openFunnelLab({ calendar, events })
  try {
    return {
      funnel: funnel.id,
      rule: question.rule ?? defaultRule(funnel),
      entries: funnel.entries,
      events: events.length,
      as_of: asOf,
      ...(await figuresOf(lab, { ...question, asOf })),
    }
  } finally {
    await lab.close()
  }
}
