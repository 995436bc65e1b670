import type { LineChart } from '../../chart.ts'
import type { RateCell, Section, Table } from '../../report-data.ts'
import { smallSampleBelow } from '../../statistics.ts'
import {
  atRiskOn,
  type CurvePoint,
  cumulativeIncidence,
  type DayCounts,
  daysUntil,
  pointAt,
} from '../../survival.ts'
import type { ReportInput } from '../definition.ts'
import { overTrend, rate, receiptOf, stageLabel, trendWindow } from './figures.ts'
import { horizonOf } from './parameters.ts'
import type { ConversionResult, ProgressRow } from './rows.ts'

interface Progress {
  readonly step: number
  readonly entered: number
  readonly mature: number
  readonly converted: number
  readonly skipped: number
  readonly backwards: number
  readonly days: readonly DayCounts[]
  readonly curve: readonly CurvePoint[]
}

const sumOf = (rows: readonly ProgressRow[], key: 'number' | 'entered' | 'mature' | 'converted') =>
  rows.reduce((sum, row) => sum + row[key], 0)

function countsByDay(rows: readonly ProgressRow[]): DayCounts[] {
  const byDay = new Map<number, DayCounts>()
  for (const { fate, days, number } of rows) {
    if (days === null || fate === 'skipped' || fate === 'backwards') continue
    const counts = byDay.get(days) ?? { days, converted: 0, gone: 0, open: 0 }
    const key = fate === 'converted' || fate === 'open' ? fate : 'gone'
    byDay.set(days, { ...counts, [key]: counts[key] + number })
  }
  return [...byDay.values()].sort((a, b) => a.days - b.days)
}

/** What became of those that visited each stage, from stage 1 to the one before the last. */
function progressOf(input: ReportInput, result: ConversionResult): Progress[] {
  return input.funnel.stages.slice(0, -1).map((_, index) => {
    const step = index + 1
    const rows = result.progress.filter((row) => row.step === step && row.fate !== null)
    const of = (fate: string) => rows.filter((row) => row.fate === fate)
    const days = countsByDay(rows)
    return {
      step,
      entered: sumOf(rows, 'entered'),
      mature: sumOf(rows, 'mature'),
      converted: sumOf(rows, 'converted'),
      skipped: sumOf(of('skipped'), 'number'),
      backwards: sumOf(of('backwards'), 'number'),
      days,
      curve: cumulativeIncidence(days),
    }
  })
}

const stepLabel = (input: ReportInput, step: number) =>
  `${stageLabel(input, step)} to ${stageLabel(input, step + 1)}`

const receipt = (input: ReportInput, definition: string, variant: string) =>
  receiptOf(input, 'conversion_progress', definition, { variant, window: trendWindow(input) })

function matureTable(input: ReportInput, steps: readonly Progress[]): Table {
  return {
    id: 'mature',
    title: 'Mature step rates',
    description:
      'Attempts that visited a stage long enough before the as-of, lost and expired ones included, and those of them that reached the next stage in that time. The younger ones say nothing yet and are left out.',
    columns: [
      { id: 'step', label: 'Step', unit: 'text' },
      { id: 'entered', label: 'Visited', unit: 'count' },
      { id: 'horizon', label: 'Judged after', unit: 'duration_days' },
      { id: 'maturity', label: 'Old enough', unit: 'rate', missing: 'nothing visited the stage' },
      { id: 'mature', label: 'Mature', unit: 'count' },
      { id: 'converted', label: 'Reached next in time', unit: 'count' },
      { id: 'mature_rate', label: 'Mature rate', unit: 'rate', missing: 'none is old enough' },
      { id: 'skipped', label: 'Skipped', unit: 'count', description: 'Never visited the stage' },
      { id: 'backwards', label: 'Backwards', unit: 'count', description: 'The next came first' },
    ],
    rows: steps.map((each) => ({
      step: stepLabel(input, each.step),
      entered: each.entered,
      horizon: horizonOf(input.funnel, each.step),
      maturity: each.entered === 0 ? null : each.mature / each.entered,
      mature: each.mature,
      converted: each.converted,
      mature_rate: rate(each.converted, each.mature),
      skipped: each.skipped,
      backwards: each.backwards,
    })),
    receipt: receipt(
      input,
      'Reached the next stage within the horizon / visited the stage at least as long before the as-of.',
      'horizon: target days of the stage, else 90',
    ),
  }
}

const shownDays = [7, 14, 30, 60, 90, 180, 365] as const

/** Past the last observation the curve is not known, unless everybody had left by then. */
function curveAt({ days, curve }: Progress, day: number): RateCell {
  const [point, atRisk] = [pointAt(curve, day), atRiskOn(days, day)]
  const settled = point !== undefined && point.converted + point.gone > 1 - 1e-9
  return {
    value: atRisk === 0 && !settled ? null : (point?.converted ?? 0),
    interval: null,
    smallSample: atRisk > 0 && atRisk < smallSampleBelow,
  }
}

function curveTable(input: ReportInput, steps: readonly Progress[]): Table {
  return {
    id: 'curve',
    title: 'Conversion curve',
    description:
      'Share that reached the next stage by so many days after the first visit. Open attempts count for as long as they were seen; lost and expired ones have left for good.',
    columns: [
      { id: 'step', label: 'Step', unit: 'text' },
      { id: 'n', label: 'Visited', unit: 'count' },
      ...shownDays.map((day) => ({
        id: `day_${day}`,
        label: `${day} days`,
        unit: 'rate' as const,
        missing: 'nobody was observed for so long',
      })),
      {
        id: 'half',
        label: 'Half converted after',
        unit: 'duration_days',
        missing: 'not reached',
      },
    ],
    rows: steps.map((each) => ({
      step: stepLabel(input, each.step),
      n: each.entered,
      ...Object.fromEntries(shownDays.map((day) => [`day_${day}`, curveAt(each, day)])),
      half: daysUntil(each.curve, 0.5),
    })),
    receipt: receipt(
      input,
      'Cumulative incidence of the next stage by complete days since the first visit (Aalen and Johansen): open attempts censored at the as-of, lost and expired ones a competing event.',
      'small sample: fewer than 30 still observed on that day',
    ),
  }
}

const chartDays = Array.from({ length: 27 }, (_, week) => week * 7)
const shownCurves = 6

function curveChart(input: ReportInput, steps: readonly Progress[]): LineChart {
  return {
    kind: 'line',
    unit: 'rate',
    steps: true,
    labels: chartDays.map(String),
    series: steps.slice(0, shownCurves).map((each) => ({
      label: stageLabel(input, each.step),
      values: chartDays.map((day) => curveAt(each, day).value),
    })),
  }
}

/** How many go on in the end, judged on those who had the time, and how fast. */
export function progressSection(input: ReportInput, result: ConversionResult): Section {
  const steps = progressOf(input, result)
  const observed = steps.filter((each) => each.entered > 0)
  return {
    id: 'progress',
    title: `How many go on from each stage to the next, by days since they came to it${overTrend(input)}`,
    ...(observed.length > 0 ? { chart: curveChart(input, observed) } : {}),
    tables: [matureTable(input, steps), curveTable(input, steps)],
  }
}
