import type { Section, Table, TableColumn } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { overTrend, rate, receiptOf, stageLabel } from './figures.ts'
import { reactivationDays } from './parameters.ts'
import type { ConversionResult } from './rows.ts'

const columns: readonly TableColumn[] = [
  { id: 'stage', label: 'Into stage', unit: 'text' },
  { id: 'visits', label: 'Visits begun', unit: 'count' },
  { id: 'enter', label: 'Enter', unit: 'count', description: 'The first visit, to stage 1' },
  { id: 'advance', label: 'Advance', unit: 'count', description: 'From the stage before' },
  { id: 'skip', label: 'Skip', unit: 'count', description: 'Over at least one stage' },
  { id: 'regress', label: 'Regress', unit: 'count', description: 'From a later stage' },
  { id: 'reopen', label: 'Re-open', unit: 'count', description: 'After a loss' },
  {
    id: 'late_create',
    label: 'Late create',
    unit: 'count',
    description: 'First visit, not stage 1',
  },
  { id: 'recycle', label: 'Recycle', unit: 'count', description: 'First visit of a later attempt' },
  {
    id: 'repeat',
    label: 'Repeat',
    unit: 'count',
    description: 'Again while current: no new visit',
  },
]

function movementTable(input: ReportInput, result: ConversionResult): Table {
  const { startsOn, endsOn } = input.period
  return {
    id: 'movement',
    title: 'Movement in the period',
    description:
      'Visits begun in the period by how the attempt came into the stage; each visit is of one kind. Repeats are counted in the visit in which they fall.',
    columns,
    rows: result.movement.map((row) => ({
      stage: stageLabel(input, row.stage_no),
      visits: row.visits,
      enter: row.entered,
      advance: row.advanced,
      skip: row.skipped,
      regress: row.regressed,
      reopen: row.reopened,
      late_create: row.created_late,
      recycle: row.recycled,
      repeat: row.repeated,
    })),
    receipt: receiptOf(input, 'conversion_movement', 'Visits by their movement.', {
      variant: 'visits by the day on which they began',
      window: `visits begun from ${startsOn} to before ${endsOn}`,
    }),
  }
}

function pauseTable(input: ReportInput, result: ConversionResult): Table {
  const { pause_after_days: days } = input.funnel
  const { period, trend } = input
  return {
    id: 'pauses',
    title: `Pauses and reactivation`,
    description: `A pause is a gap of more than ${days} days between two events of an attempt, or up to the as-of, before it is won or lost; it belongs to the stage and day after which nothing happened. Reactivated: an advance or skip within ${reactivationDays} days of that day.`,
    columns: [
      { id: 'stage', label: 'In stage', unit: 'text' },
      { id: 'paused', label: 'Begun in the period', unit: 'count' },
      {
        id: 'judged',
        label: `Begun at least ${reactivationDays} days ago`,
        unit: 'count',
        description: 'Old enough to be judged, over the longer window',
      },
      { id: 'reactivated', label: 'Reactivated', unit: 'count' },
      { id: 'reactivation_rate', label: 'Reactivation rate', unit: 'rate' },
    ],
    rows: result.movement.map((row) => ({
      stage: stageLabel(input, row.stage_no),
      paused: row.paused,
      judged: row.judged,
      reactivated: row.reactivated,
      reactivation_rate: rate(row.reactivated, row.judged),
    })),
    receipt: receiptOf(
      input,
      'conversion_movement',
      `Pauses followed by an advance within ${reactivationDays} days / pauses begun at least ${reactivationDays} days before the as-of.`,
      {
        variant: `gap above ${days} days`,
        window: `pauses begun from ${period.startsOn} (judged: ${trend.startsOn}) to before ${period.endsOn}`,
      },
    ),
  }
}

/** How attempts moved between stages, where they paused, and whether they came back. */
export function movementSection(input: ReportInput, result: ConversionResult): Section {
  return {
    id: 'movement',
    title: `How attempts moved, paused and came back${overTrend(input)}`,
    tables: [movementTable(input, result), pauseTable(input, result)],
  }
}
