import { defaultRule, wonStep } from '../funnel.ts'
import type { FunnelChart, Section, Table, TableColumn } from '../report-data.ts'
import { breakdownTable, cohortSection } from './conversion-cohorts.ts'
import { rate, receiptOf, ruleMeaning, stageAt } from './conversion-figures.ts'
import type { ConversionResult } from './conversion-rows.ts'
import type { ReportInput } from './definition.ts'

const groups = { top: 'Top', middle: 'Middle', bottom: 'Bottom', post: 'After the sale' } as const

/** Step rate of stage k = reached k / reached k-1; overall rate = reached k / reached 1. */
function stageRates(input: ReportInput, result: ConversionResult, rule: string) {
  const entered = stageAt(result, rule, 1).reached
  return input.funnel.stages.map((stage, index) => {
    const row = stageAt(result, rule, index + 1)
    const before = index === 0 ? null : stageAt(result, rule, index).reached
    return {
      stage,
      row,
      step: before === null ? null : rate(row.reached, before),
      overall: rate(row.reached, entered),
    }
  })
}

function funnelChart(input: ReportInput, result: ConversionResult): FunnelChart {
  const bars = stageRates(input, result, defaultRule(input.funnel)).map(
    ({ stage, row, step, overall }) => ({
      label: stage.label,
      group: groups[stage.position],
      count: row.reached,
      stepRate: step?.value ?? null,
      overallRate: overall.value,
    }),
  )
  return { kind: 'funnel', bars }
}

const stageColumns: readonly TableColumn[] = [
  { id: 'stage', label: 'Stage', unit: 'text' },
  { id: 'position', label: 'Part', unit: 'text' },
  { id: 'reached', label: 'Reached', unit: 'count' },
  {
    id: 'step_rate',
    label: 'Step rate',
    unit: 'rate',
    description: 'Reached / reached the stage before',
    missing: 'the first stage, or nothing reached the stage before',
  },
  { id: 'overall_rate', label: 'Overall', unit: 'rate', description: 'Reached / reached stage 1' },
  { id: 'skipped', label: 'Skipped', unit: 'count', description: 'Reached a later stage only' },
  { id: 'lost', label: 'Lost here', unit: 'count' },
  { id: 'expired', label: 'Expired here', unit: 'count' },
  { id: 'still_open', label: 'Open here', unit: 'count', description: 'Never counted as lost' },
]

function stageTable(input: ReportInput, result: ConversionResult, rule: string): Table {
  const isDefault = rule === defaultRule(input.funnel)
  const rates = stageRates(input, result, rule)
  const otherwise: TableColumn = {
    id: 'won_otherwise',
    label: 'Won another way',
    unit: 'count',
    description: 'Won without every stage up to there',
  }
  const skipsStages = rule === 'all'
  return {
    id: isDefault ? 'stages' : `stages_${rule}`,
    title: `Stages, rule ${rule}`,
    description: `Reached means: ${ruleMeaning[rule]}. Of those that stopped at a stage, some are lost, some expired, the others are still open.`,
    columns: skipsStages ? [...stageColumns, otherwise] : stageColumns,
    rows: rates.map(({ stage, row, step, overall }) => ({
      stage: stage.label,
      position: groups[stage.position],
      reached: row.reached,
      step_rate: step,
      overall_rate: overall,
      skipped: row.reached - row.visited,
      lost: row.lost,
      expired: row.expired,
      still_open: row.still_open,
      ...(skipsStages ? { won_otherwise: row.won_otherwise } : {}),
    })),
    receipt: {
      ...receiptOf(input, 'conversion_stages', 'Attempts by the furthest stage they reached.'),
      variant: `rule ${rule}: ${ruleMeaning[rule]}; cohort basis`,
    },
  }
}

function timeTable(input: ReportInput, result: ConversionResult): Table {
  const time = result.timeToWon[0]
  const n = time?.number ?? 0
  const days = (seconds: number | null | undefined) =>
    seconds === null || seconds === undefined ? null : seconds / 86_400
  return {
    id: 'time_to_won',
    title: 'Time from first step to won',
    description: 'Over won attempts that visited both stages; negative durations are left out.',
    columns: [
      { id: 'n', label: 'Measured', unit: 'count' },
      { id: 'mean_days', label: 'Mean', unit: 'duration_days' },
      { id: 'median_days', label: 'Median', unit: 'duration_days' },
      { id: 'negative', label: 'Negative', unit: 'count' },
      { id: 'skipped_first', label: 'Not from stage 1', unit: 'count' },
    ],
    rows: [
      {
        n,
        mean_days: n === 0 ? null : days((time?.total_seconds ?? 0) / n),
        median_days: days(time?.median_seconds),
        negative: result.negative.length,
        skipped_first: time?.not_from_first_step ?? 0,
      },
    ],
    receipt: receiptOf(input, 'conversion_time_to_won', 'Elapsed time between visits, in days.'),
  }
}

/** The sections of the page, in reading order. */
export function sectionsOf(input: ReportInput, result: ConversionResult): Section[] {
  const wonLabel = input.funnel.stages[wonStep(input.funnel) - 1]?.label ?? 'won'
  return [
    {
      id: 'stages',
      title: `How many ${input.funnel.subject}s reached each stage`,
      chart: funnelChart(input, result),
      tables: input.funnel.rules.map((rule) => stageTable(input, result, rule)),
    },
    cohortSection(input, result),
    {
      id: 'breakdown',
      title: 'Where conversion differs',
      tables: ['channel', 'region', 'segment'].map((dimension) =>
        breakdownTable(input, result, dimension),
      ),
    },
    { id: 'time', title: `How long it takes to ${wonLabel}`, tables: [timeTable(input, result)] },
  ]
}
