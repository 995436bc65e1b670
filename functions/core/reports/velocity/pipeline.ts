import type { Table, TableColumn } from '../../report-data.ts'
import { ratio, rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import {
  meanDays,
  periodWindow,
  receipt,
  rowsOf,
  shareOf,
  valuesOf,
  velocityWindow,
} from '../parts.ts'
import type { PipelineRow, VelocityResult } from './rows.ts'

/** Which opportunities are the first factor: open at the period's start, or closed in the period. */
export type VelocityVariant = 'open' | 'closed'

/** Money a day and what it is made of; `missing` says why there is none. */
export interface Velocity {
  readonly opportunities: number
  readonly won: number
  readonly decided: number
  readonly winRate: number | null
  readonly averageWon: number | null
  /** Won opportunities with an amount, and those with a cycle. */
  readonly priced: number
  readonly timed: number
  readonly cycleDays: number | null
  readonly perDay: number | null
  readonly missing?: string
}

const nothing: Omit<PipelineRow, 'dimension' | 'value'> = {
  open_at_start: 0,
  qualified_at_start: 0,
  period_won: 0,
  period_lost: 0,
  won: 0,
  lost: 0,
  priced: 0,
  won_amount: null,
  timed: 0,
  cycle_seconds: null,
}

function missingFactor(input: ReportInput, variant: VelocityVariant, row: typeof nothing) {
  if (variant === 'open' && input.period.label === 'all') {
    return 'all time has no first day on which opportunities were open: choose a period'
  }
  if (row.won + row.lost === 0) return 'no opportunity was won or lost in the window'
  if (row.priced === 0) {
    return `no opportunity was won with an amount that converts to ${input.settings.currency} in the window`
  }
  if (row.timed === 0) return 'no won opportunity in the window has a cycle'
  if (row.cycle_seconds === 0) return 'the mean won cycle is 0 days'
  return undefined
}

/**
 * Pipeline velocity in money per day: opportunities x win rate x average won value / mean won cycle
 * in days. Null, with the reason, when a factor is missing or the cycle is zero.
 */
export function velocityOf(
  input: ReportInput,
  variant: VelocityVariant,
  found: Omit<PipelineRow, 'dimension' | 'value'> | undefined,
): Velocity {
  const row = found ?? nothing
  const opportunities =
    variant === 'open' ? row.qualified_at_start : row.period_won + row.period_lost
  const decided = row.won + row.lost
  const winRate = ratio(row.won, decided)
  const averageWon = row.priced === 0 ? null : rounded(Number(row.won_amount) / row.priced)
  const cycleDays = meanDays(row.cycle_seconds, row.timed)
  const missing = missingFactor(input, variant, row)
  const { won, priced, timed } = row
  const factors = { opportunities, won, decided, winRate, priced, averageWon, timed, cycleDays }
  if (missing !== undefined) return { ...factors, perDay: null, missing }
  const share = row.won / decided
  const value = Number(row.won_amount) / row.priced
  const cycle = (row.cycle_seconds ?? 0) / row.timed / 86_400
  return { ...factors, perDay: rounded((opportunities * share * value) / cycle) }
}

/** The row of every opportunity; undefined where there is none at all. */
export const wholePipeline = (result: Pick<VelocityResult, 'pipeline'>): PipelineRow | undefined =>
  rowsOf(result.pipeline, 'all')[0]

/** A column for each factor, and for the velocity that they make. */
export const factorColumns: readonly TableColumn[] = [
  { id: 'opportunities', label: 'Opportunities', unit: 'count' },
  { id: 'win_rate', label: 'Win rate', unit: 'rate', description: 'Won / (won + lost)' },
  {
    id: 'average_won',
    label: 'Average won',
    unit: 'money',
    description: 'Of those with an amount, at the rate of the day they were won',
    missing: 'nothing was won with an amount that converts to the reporting currency',
  },
  {
    id: 'cycle_days',
    label: 'Mean won cycle',
    unit: 'duration_days',
    missing: 'nothing was won in the window',
  },
  {
    id: 'per_day',
    label: 'Velocity a day',
    unit: 'money',
    description: 'Opportunities x win rate x average won / mean won cycle',
    missing: 'a factor is missing, or the cycle is zero',
  },
]

/** The cells of `factorColumns`. */
export const factorCells = (velocity: Velocity) => ({
  opportunities: velocity.opportunities,
  win_rate: shareOf(velocity.won, velocity.decided),
  average_won: velocity.averageWon,
  cycle_days: velocity.cycleDays,
  per_day: velocity.perDay,
})

const definition =
  'Opportunities x won / (won + lost) x average won amount / mean days from opened to won.'

/** What the first factor counts, in words. */
export function openMeaning({ funnel, period }: ReportInput): string {
  const stage = funnel.stages.find((each) => each.id === funnel.qualified_stage)
  const reached = stage ? `that had reached ${stage.label}` : 'of every stage'
  return `opportunities open at the start of ${period.startsOn} ${reached}`
}

function variantTable(input: ReportInput, result: VelocityResult): Table {
  const whole = wholePipeline(result)
  const variants = { open: 'Open at the start', closed: 'Closed in the period' } as const
  return {
    id: 'pipeline_velocity',
    title: 'Pipeline velocity and its factors',
    description: `Open at the start: ${openMeaning(input)}. Closed: those won or lost in the period. Both take their rates from the same window.`,
    columns: [{ id: 'variant', label: 'Variant', unit: 'text' }, ...factorColumns],
    rows: (['open', 'closed'] as const).map((variant) => ({
      variant: variants[variant],
      ...factorCells(velocityOf(input, variant, whole)),
    })),
    receipt: receipt(
      'velocity_pipeline',
      definition,
      'open (default) and closed; win rate by count, no-decision out; dimensions as known when opened',
      `${periodWindow(input, 'open at the start of, or closed')}; rates of ${velocityWindow(input)}`,
    ),
  }
}

function dimensionTable(input: ReportInput, result: VelocityResult, dimension: string): Table {
  const rows = rowsOf(result.pipeline, dimension)
  const size = (row: PipelineRow) => row.qualified_at_start + row.won + row.lost
  return {
    id: `pipeline_velocity_by_${dimension}`,
    title: `Pipeline velocity by ${dimension}`,
    description: `Each opportunity counts under its ${dimension} as known when it was opened. Velocities of the rows do not add up to the whole.`,
    columns: [{ id: dimension, label: dimension, unit: 'text' }, ...factorColumns],
    rows: valuesOf(result.pipeline, dimension, size).map((value) => ({
      [dimension]: value,
      ...factorCells(
        velocityOf(
          input,
          'open',
          rows.find((row) => row.value === value),
        ),
      ),
    })),
    receipt: receipt(
      'velocity_pipeline',
      definition,
      'open; dimension as known when opened',
      `${openMeaning(input)}; rates of ${velocityWindow(input)}`,
    ),
  }
}

/** Velocity and its factors: in both variants, and by each dimension. */
export const pipelineTables = (input: ReportInput, result: VelocityResult): Table[] => [
  variantTable(input, result),
  ...input.dimensions.map((dimension) => dimensionTable(input, result, dimension)),
]
