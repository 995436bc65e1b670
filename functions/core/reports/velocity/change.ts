import type { WaterfallChart } from '../../chart.ts'
import { type Factor, type FactorChange, factorChange } from '../../factor-change.ts'
import { formatPeriod } from '../../format.ts'
import type { Section, Table } from '../../report-data.ts'
import { rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { receipt, rowsOf, velocityWindow } from '../parts.ts'
import {
  factorCells,
  factorColumns,
  pipelineTables,
  type Velocity,
  velocityOf,
} from './pipeline.ts'
import type { VelocityResult } from './rows.ts'

const labels: Readonly<Record<string, string>> = {
  opportunities: 'Open opportunities',
  win_rate: 'Win rate',
  average_won: 'Average won value',
  cycle_days: 'Length of the won cycle',
}

/** The input as of the period before; null where there is none. */
export const inputBefore = (input: ReportInput): ReportInput | null =>
  input.previous === null ? null : { ...input, period: input.previous }

const factorsOf = (before: Velocity, now: Velocity): Factor[] => [
  { id: 'opportunities', before: before.opportunities, now: now.opportunities },
  { id: 'win_rate', before: before.winRate, now: now.winRate },
  { id: 'average_won', before: before.averageWon, now: now.averageWon },
  { id: 'cycle_days', before: before.cycleDays, now: now.cycleDays, divides: true },
]

/** Pipeline velocity of two periods, and its change by factor; the split is null where one is missing or 0. */
interface VelocityChange {
  readonly before: Velocity
  readonly now: Velocity
  readonly beforeLabel: string
  readonly nowLabel: string
  readonly split: FactorChange | null
}

function changeOf(input: ReportInput, result: VelocityResult): VelocityChange | null {
  const earlier = inputBefore(input)
  if (earlier === null) return null
  const before = velocityOf(earlier, 'open', rowsOf(result.pipelineBefore, 'all')[0])
  const now = velocityOf(input, 'open', rowsOf(result.pipeline, 'all')[0])
  return {
    before,
    now,
    beforeLabel: formatPeriod(earlier.period.label),
    nowLabel: formatPeriod(input.period.label),
    split: factorChange(factorsOf(before, now)),
  }
}

const windowsOf = (input: ReportInput, earlier: ReportInput) =>
  `${velocityWindow(input)}; before: ${velocityWindow(earlier)}`

function periodsTable(input: ReportInput, earlier: ReportInput, change: VelocityChange): Table {
  const { before, now, beforeLabel, nowLabel } = change
  return {
    id: 'pipeline_velocity_periods',
    title: 'Pipeline velocity against the period before',
    description: 'The same factors as they were for the period before.',
    columns: [{ id: 'period', label: 'Period', unit: 'text' }, ...factorColumns],
    rows: [
      { period: beforeLabel, ...factorCells(before) },
      { period: nowLabel, ...factorCells(now) },
    ],
    receipt: receipt(
      'velocity_pipeline',
      'Opportunities x won / (won + lost) x average won amount / mean days from opened to won.',
      'open at the start of each period',
      windowsOf(input, earlier),
    ),
  }
}

function changeTable(input: ReportInput, earlier: ReportInput, change: VelocityChange): Table {
  const { split, nowLabel, beforeLabel } = change
  const parts = split?.parts ?? Object.keys(labels).map((id) => ({ id, part: null }))
  const [before, now] = [change.before.perDay, change.now.perDay]
  const total = before === null || now === null ? null : rounded(now - before)
  return {
    id: 'pipeline_velocity_change',
    title: 'What changed pipeline velocity',
    description: `How much money a day each factor explains of the change from ${beforeLabel} to ${nowLabel}. The factors add up to the change.`,
    columns: [
      { id: 'factor', label: 'Factor', unit: 'text' },
      {
        id: 'part',
        label: 'Explains a day',
        unit: 'money',
        missing: 'a factor is missing or 0 in one of the two periods',
      },
    ],
    rows: [
      ...parts.map(({ id, part }) => ({
        factor: labels[id] ?? id,
        part: part === null ? null : rounded(part),
      })),
      { factor: 'Change', part: total },
    ],
    receipt: receipt(
      'velocity_pipeline',
      'A factor that went from x0 to x1 explains L x ln(x1 / x0), the cycle with the opposite sign; L is the logarithmic mean of the two velocities.',
      'open at the start of each period; additive split by logarithmic means',
      windowsOf(input, earlier),
    ),
  }
}

/** Velocity of this period and of the one before, and the change by factor; none without a period before. */
function changeTables(input: ReportInput, result: VelocityResult): Table[] {
  const earlier = inputBefore(input)
  const change = changeOf(input, result)
  if (earlier === null || change === null) return []
  return [periodsTable(input, earlier, change), changeTable(input, earlier, change)]
}

/** From the velocity before to that of now, a bar for each factor; undefined where it cannot be split. */
function changeChart(input: ReportInput, result: VelocityResult): WaterfallChart | undefined {
  const change = changeOf(input, result)
  if (change === null || change.split === null) return undefined
  const { split, beforeLabel, nowLabel } = change
  const parts = split.parts.map(({ id, part }) => ({
    label: labels[id] ?? id,
    role: 'change' as const,
    value: rounded(part),
  }))
  return {
    kind: 'waterfall',
    unit: 'money',
    bars: [
      { label: beforeLabel, role: 'total', value: rounded(split.before) },
      ...parts,
      { label: nowLabel, role: 'total', value: rounded(split.now) },
    ],
  }
}

/** How much money the pipeline turns into wins a day, and why that changed. */
export function pipelineSection(input: ReportInput, result: VelocityResult): Section {
  const chart = changeChart(input, result)
  const [variants, ...byDimension] = pipelineTables(input, result)
  return {
    id: 'pipeline',
    title: 'How much money the pipeline turns into wins a day',
    ...(chart === undefined ? {} : { chart }),
    tables: [
      ...(variants === undefined ? [] : [variants]),
      ...changeTables(input, result),
      ...byDimension,
    ],
  }
}
