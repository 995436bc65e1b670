import type { BarsChart } from '../../chart.ts'
import { wonStep } from '../../funnel.ts'
import type { Section, Table, TableColumn } from '../../report-data.ts'
import { rounded, smallSampleBelow } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { overTrend, quotient, receiptOf, stageLabel, trendWindow, wonLabel } from './figures.ts'
import type { ConversionResult, TimeRow } from './rows.ts'

const days = (seconds: number | null | undefined) =>
  seconds === null || seconds === undefined ? null : rounded(seconds / 86_400)

const meanDays = ({ number, total_seconds: total }: TimeRow) =>
  number === 0 || total === null ? null : days(total / number)

/** The time from the first step to won; undefined when nothing was won. */
export const fromFirstToWon = (input: ReportInput, rows: readonly TimeRow[]): TimeRow | undefined =>
  rows.find((row) => row.from_step === 1 && row.to_step === wonStep(input.funnel))

const quantileColumns: readonly TableColumn[] = [
  { id: 'mean_days', label: 'Mean', unit: 'duration_days' },
  { id: 'median_days', label: 'Median', unit: 'duration_days' },
  { id: 'p75_days', label: '75th percentile', unit: 'duration_days' },
  { id: 'p90_days', label: '90th percentile', unit: 'duration_days' },
]

const quantiles = (row: TimeRow | undefined) => ({
  mean_days: row === undefined ? null : meanDays(row),
  median_days: days(row?.median_seconds),
  p75_days: days(row?.p75_seconds),
  p90_days: days(row?.p90_seconds),
})

function timeToWonTable(input: ReportInput, result: ConversionResult): Table {
  const time = fromFirstToWon(input, result.timeToWon)
  return {
    id: 'time_to_won',
    title: 'Time from first step to won',
    description:
      'Over won attempts of the period that visited both stages; negative durations are left out.',
    columns: [
      { id: 'n', label: 'Measured', unit: 'count' },
      ...quantileColumns,
      { id: 'negative', label: 'Negative', unit: 'count' },
      { id: 'skipped_first', label: 'Not from stage 1', unit: 'count' },
    ],
    rows: [
      {
        n: time?.number ?? 0,
        ...quantiles(time),
        negative: time?.negative ?? 0,
        skipped_first: time?.skipped ?? 0,
      },
    ],
    receipt: receiptOf(input, 'conversion_times', 'Elapsed time between visits, in days.'),
  }
}

const pairLabel = (input: ReportInput, { from_step, to_step }: TimeRow) =>
  `${stageLabel(input, from_step)} to ${stageLabel(input, to_step)}`

const trendReceipt = (input: ReportInput, definition: string) =>
  receiptOf(input, 'conversion_times', definition, { window: trendWindow(input) })

/** From stage to stage, then from the first stage to won where that is another row. */
const stepsThenWhole = (rows: readonly TimeRow[]) =>
  [...rows].sort(
    (a, b) =>
      Number(a.to_step > a.from_step + 1) - Number(b.to_step > b.from_step + 1) ||
      a.from_step - b.from_step,
  )

function timeByStepTable(input: ReportInput, result: ConversionResult): Table {
  return {
    id: 'time_by_step',
    title: 'Time from each stage to the next',
    description:
      'Over attempts that visited both stages, from the first visit to the first visit. Those that skipped the earlier stage and negative durations are counted beside.',
    columns: [
      { id: 'step', label: 'Step', unit: 'text' },
      { id: 'n', label: 'Measured', unit: 'count' },
      ...quantileColumns,
      {
        id: 'negative',
        label: 'Negative',
        unit: 'count',
        description: 'The later stage came first',
      },
      { id: 'skipped', label: 'Skipped', unit: 'count', description: 'Never visited the earlier' },
      { id: 'flag', label: 'Note', unit: 'text', missing: 'nothing to note' },
    ],
    rows: stepsThenWhole(result.times).map((row) => ({
      step: pairLabel(input, row),
      n: row.number,
      ...quantiles(row),
      negative: row.negative,
      skipped: row.skipped,
      flag: row.number > 0 && row.number < smallSampleBelow ? 'small sample' : null,
    })),
    receipt: trendReceipt(input, 'Elapsed time between first visits, in days; quantiles type 7.'),
  }
}

const edges = [1, 7, 14, 30, 60, 90, 180] as const

const underOf = (row: TimeRow, edge: (typeof edges)[number]) => row[`under_${edge}`]

/** Numbers per range of days: under 1, 1 to under 7 and so on, 180 and more. */
function histogram(row: TimeRow): { label: string; count: number }[] {
  const ranges = edges.map((edge, index) => {
    const before = edges[index - 1]
    const label = before === undefined ? 'under 1 day' : `${before} to under ${edge} days`
    return { label, count: underOf(row, edge) - (before === undefined ? 0 : underOf(row, before)) }
  })
  return [...ranges, { label: '180 days and more', count: row.number - row.under_180 }]
}

function histogramTable(input: ReportInput, row: TimeRow): Table {
  return {
    id: 'time_histogram',
    title: `Days from first step to ${wonLabel(input)}`,
    description: 'Won attempts that visited both stages, by how long they took.',
    columns: [
      { id: 'days', label: 'Took', unit: 'text' },
      { id: 'n', label: 'Won', unit: 'count' },
      { id: 'share', label: 'Share', unit: 'rate' },
    ],
    rows: histogram(row).map(({ label, count }) => ({
      days: label,
      n: count,
      share: quotient(count, row.number),
    })),
    receipt: trendReceipt(input, 'Won attempts by the elapsed time between first visits.'),
  }
}

function histogramChart(row: TimeRow): BarsChart {
  const bars = histogram(row).map(({ label, count }) => ({ label, value: count }))
  return { kind: 'bars', unit: 'count', bars }
}

/** How long it takes to win and from stage to stage. */
export function timeSection(input: ReportInput, result: ConversionResult): Section {
  const won = fromFirstToWon(input, result.times)
  const measured = won !== undefined && won.number > 0
  return {
    id: 'time',
    title: `How long it takes to ${wonLabel(input)}${overTrend(input)}`,
    ...(measured ? { chart: histogramChart(won) } : {}),
    tables: [
      timeToWonTable(input, result),
      timeByStepTable(input, result),
      ...(measured ? [histogramTable(input, won)] : []),
    ],
  }
}
