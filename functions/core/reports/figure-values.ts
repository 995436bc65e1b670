import { defaultRule, type Funnel } from '../funnel.ts'
import type { NamedFigure } from '../funnel-figures.ts'
import type { Figure, RateCell, Receipt } from '../report-data.ts'
import { rounded, type Share, smallSampleBelow } from '../statistics.ts'
import { rate } from './conversion/figures.ts'
import type { ReportInput } from './definition.ts'
import { type FigureRow, type FigureRows, rowOf } from './figure-rows.ts'

export type RateFigure = Extract<NamedFigure, { kind: 'step_rate' | 'share' }>
export type TimeFigure = Extract<NamedFigure, { kind: 'time' }>
export type StepFigure = RateFigure | TimeFigure

/** What the figures of a funnel look at. */
export type FigureInput = Pick<ReportInput, 'funnel' | 'period' | 'trend'>

const secondsPerDay = 86_400

/** Label of a stage by its id. */
export const labelOf = (funnel: Funnel, id: string): string =>
  funnel.stages.find((stage) => stage.id === id)?.label ?? id

const daysOf = (seconds: number | null) =>
  seconds === null ? null : rounded(seconds / secondsPerDay)

/** The counts of a rate figure: reached for a step rate, visited for a share. */
export function shareOf(figure: RateFigure, row: FigureRow): Share {
  return figure.kind === 'share'
    ? { part: row.visited_both, whole: row.visited_from }
    : { part: row.reached_to, whole: row.reached_from }
}

export const medianDays = (row: FigureRow) => daysOf(row.median_seconds)

export const meanDays = ({ number, total_seconds: total }: FigureRow) =>
  number === 0 || total === null ? null : daysOf(total / number)

/** Pauses that an advance followed, and all that are old enough to be judged. */
export function reactivationShare({ pauses }: FigureRows): Share {
  return pauses.reduce(
    (sum, row) => ({ part: sum.part + row.reactivated, whole: sum.whole + row.judged }),
    { part: 0, whole: 0 },
  )
}

/** What a figure is, in the words of the metric definitions. */
export function meaningOf(funnel: Funnel, figure: NamedFigure): string {
  if (figure.kind === 'reactivation') {
    return 'Pauses followed by an advance within 90 days / pauses begun at least 90 days ago.'
  }
  const [from, to] = [labelOf(funnel, figure.from), labelOf(funnel, figure.to)]
  if (figure.kind === 'step_rate') return `Attempts that reached ${to} / that reached ${from}.`
  if (figure.kind === 'share') {
    return `Attempts that visited both ${from} and ${to} themselves / that visited ${from}.`
  }
  return `Time from the first visit to ${from} to the first visit to ${to}, over attempts that visited both; calendar days where either is a day without time.`
}

const variants = {
  step_rate: 'cohort basis',
  share: 'visited; cohort basis',
  time: 'median, type 7',
}

const within = ({ startsOn, endsOn }: FigureInput['trend']) =>
  `from ${startsOn} to before ${endsOn}`

/** The receipt of a figure: rates over the period, what needs history over the trend. */
export function figureReceipt(input: FigureInput, figure: NamedFigure): Receipt {
  const { funnel, period, trend } = input
  const definition = meaningOf(funnel, figure)
  if (figure.kind === 'reactivation') {
    const window = `pauses begun ${within(trend)}`
    return { definition, variant: 'pauses', window, query: 'conversion_movement' }
  }
  return {
    definition,
    variant: `rule ${defaultRule(funnel)}; ${variants[figure.kind]}`,
    window: `attempts whose first step lies ${within(figure.kind === 'time' ? trend : period)}`,
    query: 'conversion_figures',
  }
}

function rateCard(
  input: FigureInput,
  figure: RateFigure | Extract<NamedFigure, { kind: 'reactivation' }>,
  share: Share,
): Figure {
  const { value, interval, smallSample }: RateCell = rate(share.part, share.whole)
  const receipt = figureReceipt(input, figure)
  return {
    id: figure.id,
    label: figure.label,
    value,
    unit: 'rate',
    interval,
    n: share.whole,
    smallSample,
    ...(share.whole === 0 ? { missing: 'nothing to convert in this period' } : {}),
    receipt: { ...receipt, numerator: share.part, denominator: share.whole },
  }
}

function timeCard(input: FigureInput, figure: TimeFigure, row: FigureRow): Figure {
  return {
    id: figure.id,
    label: `${figure.label} (median)`,
    value: medianDays(row),
    unit: 'duration_days',
    n: row.number,
    smallSample: row.number > 0 && row.number < smallSampleBelow,
    ...(row.number === 0 ? { missing: 'no attempt visited both stages' } : {}),
    receipt: figureReceipt(input, figure),
  }
}

/** One of the definition's figures over all tries of the period. */
export function figureCard(input: FigureInput, rows: FigureRows, figure: NamedFigure): Figure {
  if (figure.kind === 'reactivation') return rateCard(input, figure, reactivationShare(rows))
  const row = rowOf(rows, figure.id)
  return figure.kind === 'time'
    ? timeCard(input, figure, row)
    : rateCard(input, figure, shareOf(figure, row))
}
