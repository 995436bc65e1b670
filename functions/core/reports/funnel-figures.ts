import { stepOf } from '../funnel.ts'
import type { NamedFigure, StageMetric } from '../funnel-figures.ts'
import type { Figure, Section } from '../report-data.ts'
import { reactivationDays, ruled } from './conversion/parameters.ts'
import type { ReportQuery, ReportRows } from './definition.ts'
import { type FigureRows, metricKey, perKey, readFigureRows } from './figure-rows.ts'
import { figureTables } from './figure-tables.ts'
import { type FigureInput, figureCard } from './figure-values.ts'
import { day, spanOf, text, texts, whole } from './parameters.ts'
import { stageMetricsTable } from './stage-metrics.ts'

/** `figure|from step|to step|split`: a line for all tries, and one per value where it is split. */
function figureLines({ funnel }: FigureInput): string[] {
  return funnel.figures.flatMap((figure) => {
    if (figure.kind === 'reactivation') return []
    const steps = `${figure.id}|${stepOf(funnel, figure.from)}|${stepOf(funnel, figure.to)}|`
    return figure.split === undefined ? [steps] : [steps, `${steps}${figure.split}`]
  })
}

function linesOf(metric: StageMetric, key: string): string[] {
  if (metric.kind === 'figure' || metric.kind === 'later') return []
  const line = (to: string, role: string, name: string) => `${to}|${role}|${name}`
  const roles = metric.roles ?? ['']
  const counted = metric.events.flatMap((name) => roles.map((role) => line(key, role, name)))
  return metric.kind === 'ratio'
    ? [...counted, ...metric.per.map((name) => line(perKey(key), '', name))]
    : counted
}

/** `metric|role|event name`, with an empty role where any will do. */
const metricLines = ({ funnel }: FigureInput): string[] =>
  funnel.stages.flatMap((stage) =>
    stage.metrics.flatMap((metric, index) => linesOf(metric, metricKey(stage.id, index))),
  )

const isReactivation = (figure: NamedFigure) => figure.kind === 'reactivation'

function pausesQuery({ funnel, period, trend }: FigureInput): ReportQuery {
  return {
    query: 'conversion_movement',
    parameters: {
      funnel: text(funnel.id),
      ...spanOf(period),
      trend_starts_on: day(trend.startsOn),
      steps: whole(funnel.stages.length),
      reactivation_days: whole(reactivationDays),
    },
  }
}

/** The queries of a funnel's own figures and of the key metrics of its stages; none without any. */
export function figureQueries(input: FigureInput): Readonly<Record<string, ReportQuery>> {
  const { funnel, period, trend } = input
  const [figures, metrics] = [figureLines(input), metricLines(input)]
  const subject = text(funnel.subject)
  const queries: Record<string, ReportQuery> = {}
  if (figures.length > 0) {
    const spans = { ...spanOf(trend), period_starts_on: day(period.startsOn) }
    const parameters = { ...ruled(input), ...spans, subject, figures: texts(figures) }
    queries.figures = { query: 'conversion_figures', parameters }
  }
  if (funnel.figures.some(isReactivation)) queries.pauses = pausesQuery(input)
  if (metrics.length > 0) {
    const parameters = { subject, ...spanOf(period), metrics: texts(metrics) }
    queries.stageMetrics = { query: 'conversion_stage_metrics', parameters }
  }
  return queries
}

/** The definition's figures as headline figures, each with its receipt. */
export function funnelFigures(input: FigureInput, rows: ReportRows<string>): Figure[] {
  const read = readFigureRows(rows)
  return input.funnel.figures.map((figure) => figureCard(input, read, figure))
}

function figuresSection(input: FigureInput, rows: FigureRows): Section[] {
  const tables = figureTables(input, rows)
  if (tables.length === 0) return []
  return [{ id: 'funnel_figures', title: 'Figures that this funnel is run by', tables }]
}

function metricsSection(input: FigureInput, rows: FigureRows): Section[] {
  if (input.funnel.stages.every((stage) => stage.metrics.length === 0)) return []
  const tables = [stageMetricsTable(input, rows)]
  return [{ id: 'stage_metrics', title: 'Key metrics of each stage', tables }]
}

/** The sections of a funnel's own figures and of its stages' key metrics; empty ones are left out. */
export function figureSections(input: FigureInput, rows: ReportRows<string>): Section[] {
  const read = readFigureRows(rows)
  return [...figuresSection(input, read), ...metricsSection(input, read)]
}
