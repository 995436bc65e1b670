import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import {
  days,
  durationColumn,
  meanDays,
  periodWindow,
  receipt,
  rowsOf,
  valuesOf,
} from '../parts.ts'
import type { CycleRow, VelocityResult } from './rows.ts'

const definition =
  'Elapsed time to the latest close of an opportunity; calendar days where either end is a day.'

const cycleWindow = (input: ReportInput) => periodWindow(input, 'opportunities that closed')

function beginnings({ funnel }: ReportInput): readonly [CycleRow['began_with'], string][] {
  const stage = funnel.stages.find((each) => each.id === funnel.qualified_stage)
  const qualified: [CycleRow['began_with'], string][] = stage
    ? [['qualified', `First visit to ${stage.label}`]]
    : []
  return [['opened', 'Opportunity opened'], ['first_touch', 'First touch'], ...qualified]
}

const endings = { won: 'Won', won_and_lost: 'Won and lost' } as const

/** The cycles that began and ended so, of one dimension value; undefined without any. */
export function cycleRow(
  result: VelocityResult,
  beganWith: CycleRow['began_with'],
  ending: CycleRow['ending'],
  of: { dimension: string; value: string } = { dimension: 'all', value: 'all' },
): CycleRow | undefined {
  return result.cycles.find(
    (row) =>
      row.began_with === beganWith &&
      row.ending === ending &&
      row.dimension === of.dimension &&
      row.value === of.value,
  )
}

function cyclesTable(input: ReportInput, result: VelocityResult): Table {
  const whole = rowsOf(result.pipeline, 'all')[0]
  const closed = {
    won: whole?.period_won ?? 0,
    won_and_lost: (whole?.period_won ?? 0) + (whole?.period_lost ?? 0),
  }
  return {
    id: 'sales_cycle',
    title: 'Sales cycle',
    description:
      'From three beginnings to the close. The mean beside the median: a few long deals pull it up.',
    columns: [
      { id: 'began_with', label: 'From', unit: 'text' },
      { id: 'ending', label: 'To', unit: 'text' },
      { id: 'n', label: 'Measured', unit: 'count' },
      durationColumn('median', 'Median'),
      durationColumn('mean', 'Mean'),
      durationColumn('p90', '90 %', 'Nine of ten took at most this'),
      {
        id: 'not_measured',
        label: 'Not measured',
        unit: 'count',
        description: 'No such beginning, or after the close',
      },
    ],
    rows: beginnings(input).flatMap(([beganWith, label]) =>
      (['won', 'won_and_lost'] as const).map((ending) => {
        const row = cycleRow(result, beganWith, ending)
        const n = row?.number ?? 0
        return {
          began_with: label,
          ending: endings[ending],
          n,
          median: days(row?.p50_seconds),
          mean: meanDays(row?.total_seconds, n),
          p90: days(row?.p90_seconds),
          not_measured: closed[ending] - n,
        }
      }),
    ),
    receipt: receipt(
      'velocity_cycles',
      definition,
      'opened to won (default); first touch, first qualified stage; won only, won and lost; quantiles of type 7',
      cycleWindow(input),
    ),
  }
}

const wonNumber = (row: CycleRow) => (row.ending === 'won' ? row.number : 0)

function dimensionTable(input: ReportInput, result: VelocityResult, dimension: string): Table {
  const opened = result.cycles.filter((row) => row.began_with === 'opened')
  return {
    id: `sales_cycle_by_${dimension}`,
    title: `Sales cycle by ${dimension}`,
    description: `From opened, and from the first touch, to won. Each opportunity counts under its ${dimension} as known when it was opened.`,
    columns: [
      { id: dimension, label: dimension, unit: 'text' },
      { id: 'n', label: 'Won', unit: 'count' },
      durationColumn('median', 'Median'),
      durationColumn('mean', 'Mean'),
      durationColumn('p90', '90 %'),
      durationColumn('touch_median', 'From first touch', 'Median from the first touch to won'),
      durationColumn('closed_median', 'Won and lost', 'Median from opened to won or lost'),
    ],
    rows: valuesOf(opened, dimension, wonNumber).map((value) => {
      const of = { dimension, value }
      const won = cycleRow(result, 'opened', 'won', of)
      return {
        [dimension]: value,
        n: won?.number ?? 0,
        median: days(won?.p50_seconds),
        mean: meanDays(won?.total_seconds, won?.number ?? 0),
        p90: days(won?.p90_seconds),
        touch_median: days(cycleRow(result, 'first_touch', 'won', of)?.p50_seconds),
        closed_median: days(cycleRow(result, 'opened', 'won_and_lost', of)?.p50_seconds),
      }
    }),
    receipt: receipt(
      'velocity_cycles',
      definition,
      'dimension as known when opened; quantiles of type 7',
      cycleWindow(input),
    ),
  }
}

/** How long a sale takes. */
export const cyclesSection = (input: ReportInput, result: VelocityResult): Section => ({
  id: 'sales_cycle',
  title: 'How long a sale takes',
  tables: [
    cyclesTable(input, result),
    ...input.dimensions.map((dimension) => dimensionTable(input, result, dimension)),
  ],
})
