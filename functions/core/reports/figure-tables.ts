import type { NamedFigure } from '../funnel-figures.ts'
import type { Table, TableCell, TableColumn } from '../report-data.ts'
import { rounded } from '../statistics.ts'
import { difference, rate } from './conversion/figures.ts'
import { type FigureRow, type FigureRows, rowOf } from './figure-rows.ts'
import {
  type FigureInput,
  figureReceipt,
  meanDays,
  meaningOf,
  medianDays,
  reactivationShare,
  type StepFigure,
  shareOf,
} from './figure-values.ts'

type Cells = Readonly<Record<string, TableCell>>

const merged = (cells: readonly Cells[]): Cells => Object.fromEntries(cells.flatMap(Object.entries))

const figureColumns: readonly TableColumn[] = [
  { id: 'figure', label: 'Figure', unit: 'text' },
  { id: 'meaning', label: 'What it is', unit: 'text' },
  { id: 'rate', label: 'Rate', unit: 'rate', missing: 'a time, or nothing to convert' },
  { id: 'median_days', label: 'Median', unit: 'duration_days', missing: 'a rate, or no attempt' },
  { id: 'mean_days', label: 'Mean', unit: 'duration_days', missing: 'a rate, or no attempt' },
  { id: 'n', label: 'n', unit: 'count', description: 'The denominator, or the times measured' },
  {
    id: 'negative',
    label: 'Left out',
    unit: 'count',
    description: 'Times that run backwards by what was recorded',
  },
]

function rateCells(share: { readonly part: number; readonly whole: number }): Cells {
  const value = rate(share.part, share.whole)
  return { rate: value, median_days: null, mean_days: null, n: share.whole, negative: null }
}

function cellsOf(figure: NamedFigure, rows: FigureRows): Cells {
  if (figure.kind === 'reactivation') return rateCells(reactivationShare(rows))
  const row = rowOf(rows, figure.id)
  if (figure.kind !== 'time') return rateCells(shareOf(figure, row))
  const { number: n, negative } = row
  return { rate: null, median_days: medianDays(row), mean_days: meanDays(row), n, negative }
}

/** Times and pauses need more history than a month has. */
const spans = ({ period, trend }: FigureInput) =>
  period.startsOn === trend.startsOn
    ? 'All over the period.'
    : `Rates over the period, times and pauses from ${trend.startsOn} on.`

function figuresTable(input: FigureInput, rows: FigureRows, first: NamedFigure): Table {
  return {
    id: 'funnel_figures',
    title: 'Figures',
    description: `One row per rate or time between two named stages. ${spans(input)}`,
    columns: figureColumns,
    rows: input.funnel.figures.map((figure) => ({
      figure: figure.label,
      meaning: meaningOf(input.funnel, figure),
      ...cellsOf(figure, rows),
    })),
    receipt: {
      ...figureReceipt(input, first),
      definition: 'Each row says what it is; rates have a Wilson 95 % interval.',
    },
  }
}

/** The columns of one figure in a table by value: a rate, or the median and mean of a time. */
function splitColumns(figure: StepFigure): TableColumn[] {
  const { id, label } = figure
  const missing = 'no attempt with this value'
  const n: TableColumn = { id: `${id}_n`, label: 'n', unit: 'count' }
  if (figure.kind !== 'time') return [{ id, label, unit: 'rate', missing }, n]
  return [
    { id, label: `${label}, median`, unit: 'duration_days', missing },
    { id: `${id}_mean`, label: `${label}, mean`, unit: 'duration_days', missing },
    n,
  ]
}

function splitCells(figure: StepFigure, row: FigureRow): Cells {
  const { id } = figure
  if (figure.kind === 'time') {
    return { [id]: medianDays(row), [`${id}_mean`]: meanDays(row), [`${id}_n`]: row.number }
  }
  const { part, whole } = shareOf(figure, row)
  return { [id]: rate(part, whole), [`${id}_n`]: whole }
}

const minus = (a: number | null, b: number | null) =>
  a === null || b === null ? null : rounded(a - b)

/** The first value's figure minus the second's; rates with the interval of their difference. */
function differenceCells(figure: StepFigure, first: FigureRow, second: FigureRow): Cells {
  const { id } = figure
  if (figure.kind === 'time') {
    return {
      [id]: minus(medianDays(first), medianDays(second)),
      [`${id}_mean`]: minus(meanDays(first), meanDays(second)),
      [`${id}_n`]: null,
    }
  }
  return { [id]: difference(shareOf(figure, first), shareOf(figure, second)), [`${id}_n`]: null }
}

const referredLabels: readonly (readonly [value: string, label: string])[] = [
  ['referred', 'Referred by customers'],
  ['others', 'All others'],
]

/** Values of a split, the most tried first; those of `referred` in their own order. */
function valuesOf(rows: FigureRows, figures: readonly StepFigure[], split: string) {
  if (split === 'referred') return referredLabels
  const ids = figures.map((figure) => figure.id)
  const entered = new Map<string, number>()
  for (const row of rows.figures) {
    if (row.value === '' || !ids.includes(row.figure)) continue
    entered.set(row.value, Math.max(entered.get(row.value) ?? 0, row.reached_from))
  }
  return [...entered]
    .sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1))
    .map(([value]) => [value, value] as const)
}

function splitRows(rows: FigureRows, figures: readonly StepFigure[], split: string): Cells[] {
  const rowFor = (figure: StepFigure, value: string) => rowOf(rows, figure.id, value)
  const shown = valuesOf(rows, figures, split).map(([value, label]) =>
    merged([
      { value: label },
      ...figures.map((figure) => splitCells(figure, rowFor(figure, value))),
    ]),
  )
  if (split !== 'referred') return shown
  const differences = figures.map((figure) =>
    differenceCells(figure, rowFor(figure, 'referred'), rowFor(figure, 'others')),
  )
  return [...shown, merged([{ value: 'Difference' }, ...differences])]
}

const splitTitle = (split: string) =>
  split === 'referred' ? 'Referred by customers against all others' : `By ${split} at entry`

function splitTable(
  input: FigureInput,
  rows: FigureRows,
  split: string,
  figures: readonly [StepFigure, ...StepFigure[]],
): Table {
  const referred = split === 'referred'
  return {
    id: `figures_by_${split}`,
    title: splitTitle(split),
    description: referred
      ? `By whether a customer referred them, as the record of the person says last. ${spans(input)}`
      : `Each attempt counts once, under its ${split} at entry. ${spans(input)}`,
    columns: [
      { id: 'value', label: referred ? 'Who' : split, unit: 'text' },
      ...figures.flatMap(splitColumns),
    ],
    rows: splitRows(rows, figures, split),
    receipt: {
      ...figureReceipt(input, figures[0]),
      definition: figures.map((figure) => meaningOf(input.funnel, figure)).join(' '),
    },
  }
}

/** The figures of the definition, then one table per split; none without figures. */
export function figureTables(input: FigureInput, rows: FigureRows): Table[] {
  const [first] = input.funnel.figures
  if (first === undefined) return []
  const steps = input.funnel.figures.filter((figure) => figure.kind !== 'reactivation')
  const bySplit = Map.groupBy(steps, (figure) => figure.split)
  const splits = [...bySplit].flatMap(([split, [one, ...more]]) =>
    split === undefined || one === undefined
      ? []
      : [splitTable(input, rows, split, [one, ...more])],
  )
  return [figuresTable(input, rows, first), ...splits]
}
