import type { StageMetric } from '../funnel-figures.ts'
import type { Table, TableCell, TableColumn } from '../report-data.ts'
import { ratio } from '../statistics.ts'
import { type FigureRows, metricKey, perKey } from './figure-rows.ts'
import { type FigureInput, figureCard } from './figure-values.ts'

type Cells = Readonly<Record<string, TableCell>>

const columns: readonly TableColumn[] = [
  { id: 'stage', label: 'Stage', unit: 'text' },
  { id: 'metric', label: 'Metric', unit: 'text' },
  { id: 'count', label: 'Count', unit: 'count', missing: 'this metric is not a count' },
  {
    id: 'subjects',
    label: 'Subjects',
    unit: 'count',
    description: 'Different subjects; never to be added up over periods or stages',
    missing: 'the events name no subject',
  },
  { id: 'rate', label: 'Rate', unit: 'rate', missing: 'this metric is not a rate' },
  { id: 'days', label: 'Days', unit: 'duration_days', missing: 'this metric is not a time' },
  { id: 'note', label: 'Note', unit: 'text' },
]

const empty: Cells = { count: null, subjects: null, rate: null, days: null, note: '' }

const countOf = (rows: FigureRows, key: string) =>
  rows.stageMetrics.find((row) => row.metric === key) ?? { number: 0, subjects: 0 }

/** Events of an aggregate are no subset of others, so their ratio has no interval. */
function ratioCells(rows: FigureRows, key: string): Cells {
  const [part, whole] = [countOf(rows, key).number, countOf(rows, perKey(key)).number]
  const rate = { value: ratio(part, whole), interval: null, smallSample: false }
  return { ...empty, rate, note: `${part} of ${whole}` }
}

function figureCells(input: FigureInput, rows: FigureRows, id: string): Cells {
  const figure = input.funnel.figures.find((each) => each.id === id)
  if (figure === undefined) throw new Error(`a metric names the figure ${id}, which is not there`)
  const { value, interval, unit, n, smallSample, receipt } = figureCard(input, rows, figure)
  const amount = typeof value === 'number' ? value : null
  const note = `n = ${n ?? 0}, ${receipt.window}`
  return unit === 'rate'
    ? {
        ...empty,
        rate: { value: amount, interval: interval ?? null, smallSample: smallSample ?? false },
        note,
      }
    : { ...empty, days: amount, note: `median; ${note}` }
}

function metricCells(
  input: FigureInput,
  rows: FigureRows,
  metric: StageMetric,
  key: string,
): Cells {
  if (metric.kind === 'later') return { ...empty, note: `Comes with the ${metric.place}.` }
  if (metric.kind === 'figure') return figureCells(input, rows, metric.figure)
  if (metric.kind === 'ratio') return ratioCells(rows, key)
  const { number, subjects } = countOf(rows, key)
  if (metric.kind === 'unique_subjects') return { ...empty, subjects }
  return { ...empty, count: number, subjects: subjects === 0 ? null : subjects }
}

/** The key metrics of each stage over the events of the period, in the order of the definition. */
export function stageMetricsTable(input: FigureInput, rows: FigureRows): Table {
  const { funnel, period } = input
  return {
    id: 'stage_metrics',
    title: 'Key metrics',
    description: `One row per metric: what happened in the period, whenever the ${funnel.subject} entered.`,
    columns,
    rows: funnel.stages.flatMap((stage) =>
      stage.metrics.map((metric, index) => ({
        stage: stage.label,
        metric: metric.label,
        ...metricCells(input, rows, metric, metricKey(stage.id, index)),
      })),
    ),
    receipt: {
      definition: `Events of the metric's names; an aggregate counts as many as it stands for. Subjects are ${funnel.subject}s.`,
      variant: 'events of the period',
      window: `events in ${period.label} (from ${period.startsOn} to before ${period.endsOn})`,
      query: 'conversion_stage_metrics',
    },
  }
}
