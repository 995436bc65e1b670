import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { days, durationColumn, periodWindow, receipt, shareOf } from '../parts.ts'
import { lateAfterDays } from './queries.ts'
import type { QualityResult } from './rows.ts'

function namesTable(input: ReportInput, result: QualityResult): Table {
  return {
    id: 'unknown_names',
    title: 'Names in no funnel and no touch group',
    description:
      'Stages and touches of these names are kept, but no funnel and no engagement figure counts them. A trigger also counts by its kind.',
    columns: [
      { id: 'name', label: 'Name', unit: 'text' },
      { id: 'source_system', label: 'Source system', unit: 'text' },
      { id: 'number', label: 'Events', unit: 'count' },
      { id: 'first', label: 'First', unit: 'date' },
      { id: 'last', label: 'Last', unit: 'date' },
      { id: 'example', label: 'Example', unit: 'text' },
    ],
    rows: result.names.map((row) => ({
      name: row.name,
      source_system: row.source_system,
      number: row.number,
      first: row.first_on,
      last: row.last_on,
      example: row.event_id,
    })),
    receipt: receipt(
      'data_quality_names',
      'Names of stages and touches that no funnel of the settings and no group of touch_names has.',
      'funnels of the settings',
      periodWindow(input, 'events'),
    ),
  }
}

type LateRow = QualityResult['late'][number]

/** Rows of one month, or of one source system, as one. */
function lateCells(rows: readonly LateRow[]) {
  const sum = (key: 'number' | 'late' | 'after_month' | 'wins_after_month') =>
    rows.reduce((total, row) => total + row[key], 0)
  return {
    number: sum('number'),
    late: shareOf(sum('late'), sum('number')),
    after_month: shareOf(sum('after_month'), sum('number')),
    wins: sum('wins_after_month'),
    longest: days(Math.max(...rows.map((row) => row.longest_seconds))),
  }
}

function lateTable(
  { trend }: ReportInput,
  by: Pick<Table, 'id' | 'title'>,
  label: string,
  groups: ReadonlyMap<string, readonly LateRow[]>,
): Table {
  return {
    ...by,
    description: `Late: received more than ${lateAfterDays} days after it happened. After the month: received when the month in which it happened had ended, so that a report published then lacks it.`,
    columns: [
      { id: 'of', label, unit: 'text' },
      { id: 'number', label: 'Events', unit: 'count' },
      { id: 'late', label: 'Late', unit: 'rate', description: 'Late / events' },
      {
        id: 'after_month',
        label: 'After the month',
        unit: 'rate',
        description: 'Received after the month / events',
      },
      { id: 'wins', label: 'Wins among them', unit: 'count' },
      durationColumn('longest', 'Longest delay'),
    ],
    rows: [...groups].map(([of, rows]) => ({ of, ...lateCells(rows) })),
    receipt: receipt(
      'data_quality_late',
      'Delay = received - happened, of a date-only event from the end of its day.',
      'backfill left out',
      `events from ${trend.startsOn} to before ${trend.endsOn}`,
    ),
  }
}

function lateTables(input: ReportInput, { late }: QualityResult): Table[] {
  const months = Map.groupBy(late, (row) => row.month_on.slice(0, 7))
  const systems = Map.groupBy(late, (row) => row.source_system)
  return [
    lateTable(
      input,
      { id: 'late_events', title: 'Late events by the month in which they happened' },
      'Month',
      months,
    ),
    lateTable(
      input,
      { id: 'late_events_by_source_system', title: 'Late events by source system' },
      'Source system',
      systems,
    ),
  ]
}

/** What arrived under names that nothing counts, and what arrived late. */
export const arrivalsSection = (input: ReportInput, result: QualityResult): Section => ({
  id: 'arrivals',
  title: 'What arrived unnamed or late',
  tables: [namesTable(input, result), ...lateTables(input, result)],
})
