import type { FunnelChart } from '../../chart.ts'
import { defaultRule, type Rule } from '../../funnel.ts'
import type { RateCell, Section, Table, TableColumn } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { quotient, rate, receiptOf, ruleMeaning, stageAt, subjectsOf } from './figures.ts'
import type { ConversionResult } from './rows.ts'

export const partLabels = {
  top: 'Top',
  middle: 'Middle',
  bottom: 'Bottom',
  post: 'After the sale',
} as const

/** Under `visited`, and after an optional stage, a stage may be reached without the one before. */
function stepRate(input: ReportInput, result: ConversionResult, rule: Rule, step: number) {
  if (step === 1) return null
  const [reached, before] = [step, step - 1].map((at) => stageAt(result, rule, at).reached)
  const isSubset = rule !== 'visited' && input.funnel.stages[step - 2]?.optional !== true
  return (isSubset ? rate : quotient)(reached ?? 0, before ?? 0)
}

/** Step rate of stage k = reached k / reached k-1; overall rate = reached k / reached 1. */
function stageRates(input: ReportInput, result: ConversionResult, rule: Rule) {
  const entered = stageAt(result, rule, 1).reached
  return input.funnel.stages.map((stage, index) => {
    const row = stageAt(result, rule, index + 1)
    return {
      stage,
      row,
      step: stepRate(input, result, rule, index + 1),
      overall: (rule === 'visited' ? quotient : rate)(row.reached, entered),
    }
  })
}

function funnelChart(input: ReportInput, result: ConversionResult): FunnelChart {
  const bars = stageRates(input, result, defaultRule(input.funnel)).map(
    ({ stage, row, step, overall }) => ({
      label: stage.label,
      group: partLabels[stage.position],
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
  { id: 'won', label: 'Won', unit: 'count', description: 'And not at a later stage yet' },
]

const otherwise: TableColumn = {
  id: 'won_otherwise',
  label: 'Won another way',
  unit: 'count',
  description: 'Won without reaching the next stage under this rule',
}

function stageTable(input: ReportInput, result: ConversionResult, rule: Rule): Table {
  const isDefault = rule === defaultRule(input.funnel)
  const rates = stageRates(input, result, rule)
  const skipsStages = rule !== 'any'
  return {
    id: isDefault ? 'stages' : `stages_${rule}`,
    title: `Stages, rule ${rule}`,
    description: `Reached means: ${ruleMeaning[rule]}. Of those that stopped at a stage, some are lost, some expired, some won; the others are still open.`,
    columns: skipsStages ? [...stageColumns, otherwise] : stageColumns,
    rows: rates.map(({ stage, row, step, overall }) => ({
      stage: stage.label,
      position: partLabels[stage.position],
      reached: row.reached,
      step_rate: step,
      overall_rate: overall,
      skipped: row.reached - row.visited,
      lost: row.lost,
      expired: row.expired,
      still_open: row.still_open,
      won: row.won,
      ...(skipsStages ? { won_otherwise: row.won_otherwise } : {}),
    })),
    receipt: receiptOf(input, 'conversion_stages', 'Attempts by the stages that they reached.', {
      variant: `rule ${rule}: ${ruleMeaning[rule]}; cohort basis`,
    }),
  }
}

/** Reached in the period, whenever entered: what the period's work moved, so a rate may pass 100 %. */
function periodTable(input: ReportInput, result: ConversionResult, rule: Rule): Table {
  const isDefault = rule === defaultRule(input.funnel)
  const reached = (step: number) =>
    result.periods.find((row) => row.rule === rule && row.step === step)?.reached ?? 0
  const stepCell = (step: number): RateCell | null =>
    step === 1 ? null : quotient(reached(step), reached(step - 1))
  return {
    id: isDefault ? 'stages_period' : `stages_period_${rule}`,
    title: `Steps taken in the period, rule ${rule}`,
    description:
      'Attempts that reached each stage in the period, whenever they entered. These are not the same attempts from stage to stage: a rate may exceed 100 %, and has no interval.',
    columns: [
      { id: 'stage', label: 'Stage', unit: 'text' },
      { id: 'reached', label: 'Reached in the period', unit: 'count' },
      {
        id: 'step_rate',
        label: 'Step rate',
        unit: 'rate',
        description: 'Reached in the period / reached the stage before in the period',
        missing: 'the first stage, or nothing reached the stage before in the period',
      },
    ],
    rows: input.funnel.stages.map((stage, index) => ({
      stage: stage.label,
      reached: reached(index + 1),
      step_rate: stepCell(index + 1),
    })),
    receipt: receiptOf(input, 'conversion_periods', 'Attempts by when they reached each stage.', {
      variant: `rule ${rule}: ${ruleMeaning[rule]}; period basis`,
      window: `stages reached from ${input.period.startsOn} to before ${input.period.endsOn}`,
    }),
  }
}

/** How many reached each stage under each rule that the definition declares, on both bases. */
export function stagesSection(input: ReportInput, result: ConversionResult): Section {
  const { rules } = input.funnel
  return {
    id: 'stages',
    title: `How many ${subjectsOf(input)} reached each stage`,
    chart: funnelChart(input, result),
    tables: [
      ...rules.map((rule) => stageTable(input, result, rule)),
      ...rules.map((rule) => periodTable(input, result, rule)),
    ],
  }
}
