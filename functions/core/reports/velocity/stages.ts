import type { BarsChart } from '../../chart.ts'
import type { Section, Table, TableColumn } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import {
  days,
  durationColumn,
  isSmall,
  meanDays,
  periodWindow,
  receipt,
  rowsOf,
  shareOf,
  stageLabel,
  valuesOf,
} from '../parts.ts'
import type { StageTimeRow, VelocityResult } from './rows.ts'

const definition =
  'Elapsed time from entering a stage to the next stage or loss; calendar days where either end is a day.'

const finishedWindow = (input: ReportInput) => periodWindow(input, 'visits that ended')

/** The finished visits to a stage, of one dimension value and measure; undefined without any. */
export function stageTime(
  result: VelocityResult,
  stageNo: number,
  measure: StageTimeRow['measure'] = 'visit',
  of: { dimension: string; value: string } = { dimension: 'all', value: 'all' },
): StageTimeRow | undefined {
  return rowsOf(result.stageTimes, of.dimension).find(
    (row) => row.stage_no === stageNo && row.measure === measure && row.value === of.value,
  )
}

function openVisits(result: VelocityResult, stageNo: number, dimension = 'all', value = 'all') {
  return rowsOf(result.openVisits, dimension).find(
    (row) => row.stage_no === stageNo && row.value === value,
  )
}

function medianChart({ funnel }: ReportInput, result: VelocityResult): BarsChart {
  const bars = funnel.stages.map((stage, index) => {
    const row = stageTime(result, index + 1)
    const n = row?.number ?? 0
    return { label: stage.label, value: days(row?.p50_seconds), n, smallSample: isSmall(n) }
  })
  return { kind: 'bars', unit: 'duration_days', bars }
}

const spread: readonly TableColumn[] = [
  { id: 'finished', label: 'Finished', unit: 'count', description: 'Visits that ended' },
  durationColumn('median', 'Median'),
  durationColumn('p75', '75 %', 'Three of four took at most this'),
  durationColumn('p90', '90 %', 'Nine of ten took at most this'),
  durationColumn('mean', 'Mean'),
]

const spreadCells = (row: StageTimeRow | undefined) => ({
  finished: row?.number ?? 0,
  median: days(row?.p50_seconds),
  p75: days(row?.p75_seconds),
  p90: days(row?.p90_seconds),
  mean: meanDays(row?.total_seconds, row?.number ?? 0),
})

const openColumns: readonly TableColumn[] = [
  { id: 'open', label: 'Open now', unit: 'count', description: 'Visits without end at the as-of' },
  durationColumn('open_age', 'Median age', 'Of the open visits'),
]

function stagesTable(input: ReportInput, result: VelocityResult): Table {
  const { stages } = input.funnel
  return {
    id: 'time_in_stage',
    title: 'Time in stage',
    description:
      'Visits by their stage. Open visits are counted beside: they are no finished time, and those of expired attempts are left out.',
    columns: [
      { id: 'stage', label: 'Stage', unit: 'text' },
      ...spread,
      { id: 'target', label: 'Target', unit: 'duration_days', missing: 'the stage has no target' },
      {
        id: 'over_target',
        label: 'Over target',
        unit: 'rate',
        description: 'Share of finished visits that took longer',
        missing: 'no target, or no finished visit',
      },
      ...openColumns,
    ],
    rows: stages.map((stage, index) => {
      const row = stageTime(result, index + 1)
      const open = openVisits(result, index + 1)
      const isJudged = stage.target_days !== undefined && row !== undefined
      return {
        stage: stage.label,
        ...spreadCells(row),
        target: stage.target_days ?? null,
        over_target: isJudged ? shareOf(row.over_target, row.number) : null,
        open: open?.number ?? 0,
        open_age: days(open?.p50_seconds),
      }
    }),
    receipt: receipt(
      'velocity_stage_times',
      definition,
      'finished visits; median, type 7 (default), with p75, p90 and mean',
      finishedWindow(input),
    ),
  }
}

function attemptsTable(input: ReportInput, result: VelocityResult): Table {
  return {
    id: 'time_in_stage_per_attempt',
    title: 'Time in stage per attempt',
    description:
      'Attempts whose last visit to the stage ended in the period: the sum of all their visits to it, and the last one alone.',
    columns: [
      { id: 'stage', label: 'Stage', unit: 'text' },
      { id: 'attempts', label: 'Attempts', unit: 'count' },
      durationColumn('cumulative_median', 'Cumulative', 'Median of the sum over visits'),
      durationColumn('cumulative_p90', 'Cumulative 90 %'),
      durationColumn('cumulative_mean', 'Cumulative mean'),
      durationColumn('latest_median', 'Latest', 'Median of the last visit'),
      durationColumn('latest_p90', 'Latest 90 %'),
    ],
    rows: input.funnel.stages.map((stage, index) => {
      const sum = stageTime(result, index + 1, 'cumulative')
      const last = stageTime(result, index + 1, 'latest')
      return {
        stage: stage.label,
        attempts: sum?.number ?? 0,
        cumulative_median: days(sum?.p50_seconds),
        cumulative_p90: days(sum?.p90_seconds),
        cumulative_mean: meanDays(sum?.total_seconds, sum?.number ?? 0),
        latest_median: days(last?.p50_seconds),
        latest_p90: days(last?.p90_seconds),
      }
    }),
    receipt: receipt(
      'velocity_stage_times',
      definition,
      'cumulative over visits; latest visit; quantiles of type 7',
      finishedWindow(input),
    ),
  }
}

function dimensionTable(input: ReportInput, result: VelocityResult, dimension: string): Table {
  const visits = result.stageTimes.filter((row) => row.measure === 'visit')
  const values = valuesOf([...visits, ...result.openVisits], dimension, (row) => row.number)
  return {
    id: `time_in_stage_by_${dimension}`,
    title: `Time in stage by ${dimension}`,
    description: `Each visit counts under the ${dimension} of its attempt as known when that was entered.`,
    columns: [
      { id: dimension, label: dimension, unit: 'text' },
      { id: 'stage', label: 'Stage', unit: 'text' },
      ...spread,
      ...openColumns,
      { id: 'stalled', label: 'Stalled', unit: 'rate', description: 'Of the open attempts judged' },
    ],
    rows: values.flatMap((value) =>
      input.funnel.stages.flatMap((_, index) => {
        const row = stageTime(result, index + 1, 'visit', { dimension, value })
        const open = openVisits(result, index + 1, dimension, value)
        if (row === undefined && open === undefined) return []
        return {
          [dimension]: value,
          stage: stageLabel(input, index + 1),
          ...spreadCells(row),
          open: open?.number ?? 0,
          open_age: days(open?.p50_seconds),
          stalled: shareOf(open?.stalled ?? 0, open?.judged ?? 0),
        }
      }),
    ),
    receipt: receipt(
      'velocity_stage_times',
      definition,
      'finished visits; attribution: at entry; quantiles of type 7',
      finishedWindow(input),
    ),
  }
}

/** How long subjects stay in each stage. */
export const stagesSection = (input: ReportInput, result: VelocityResult): Section => ({
  id: 'time_in_stage',
  title: 'How many days each stage takes (median of the visits that ended)',
  chart: medianChart(input, result),
  tables: [
    stagesTable(input, result),
    attemptsTable(input, result),
    ...input.dimensions.map((dimension) => dimensionTable(input, result, dimension)),
  ],
})
