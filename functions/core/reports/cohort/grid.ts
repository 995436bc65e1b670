import { type Period, periodOf } from '../../calendar.ts'
import type { HeatmapChart } from '../../chart.ts'
import { trailing } from '../../period.ts'
import type { TableCell, TableColumn, Unit } from '../../report-data.ts'
import { smallSampleBelow } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'

/** A cohort and what became of it, by age; null where the cell is not complete or has no base. */
export interface GridRow {
  readonly label: string
  readonly n: number
  readonly values: readonly (number | null)[]
}

/** Older ages than this would make a table that nobody reads. */
const mostAges: Readonly<Record<Period['kind'], number>> = {
  day: 31,
  week: 26,
  month: 25,
  quarter: 13,
  year: 11,
  fiscal_quarter: 13,
  fiscal_year: 11,
}

/**
 * The input with one cohort more than a report shows by default, so that the oldest has a whole year
 * behind it.
 */
export function widened(input: ReportInput): ReportInput {
  const { cohorts, period, settings } = input
  if (period.kind !== cohorts.by || cohorts.startsOn === period.startsOn) return input
  const [before] = trailing(cohorts.by, cohorts.startsOn, 2, settings)
  return { ...input, cohorts: { ...cohorts, startsOn: before?.startsOn ?? cohorts.startsOn } }
}

/** The kind of period in words, one or many. */
export const periodWord = ({ cohorts }: ReportInput, number = 1): string =>
  `${cohorts.by.replace('_', ' ')}${number === 1 ? '' : 's'}`

/** Whether the cohorts consist of whole months: recurring revenue is known by month. */
export const isByMonths = ({ cohorts }: ReportInput): boolean =>
  cohorts.by !== 'day' && cohorts.by !== 'week'

/** The periods of the cohorts from the first that has members, in order. */
export function shownPeriods(
  input: ReportInput,
  hasMembers: (period: Period) => boolean,
): Period[] {
  const { startsOn, endsOn, by } = input.cohorts
  const periods: Period[] = []
  for (let day = startsOn; day < endsOn; day = periods.at(-1)?.endsOn ?? day) {
    periods.push(periodOf(by, day, input.settings))
  }
  const first = periods.findIndex(hasMembers)
  return first === -1 ? [] : periods.slice(first, periods.findLastIndex(hasMembers) + 1)
}

/** Ages `0, 1, ...` up to the oldest that any cohort has complete, and whether older ones are left out. */
export function agesOf(input: ReportInput, completeAges: readonly number[]) {
  const oldest = Math.max(0, ...completeAges)
  const number = Math.min(oldest, mostAges[input.cohorts.by])
  return { ages: Array.from({ length: number }, (_, age) => age), leftOut: oldest - number }
}

export const cohortColumns = (
  input: ReportInput,
  members: string,
  joined: string,
): readonly TableColumn[] => [
  { id: 'cohort', label: `${joined} in ${periodWord(input)}`, unit: 'text' },
  { id: 'members', label: members, unit: 'count' },
  {
    id: 'sample',
    label: 'Sample',
    unit: 'text',
    description: `small: fewer than ${smallSampleBelow}`,
  },
]

export const cohortCells = (label: string, members: number) => ({
  cohort: label,
  members,
  sample: members > 0 && members < smallSampleBelow ? 'small' : '',
})

export const ageColumns = (ages: readonly number[], unit: Unit): TableColumn[] =>
  ages.map((age) => ({
    id: `age_${age}`,
    label: String(age),
    unit,
    missing: 'not complete, or nobody there',
  }))

export const ageCells = (
  ages: readonly number[],
  cell: (age: number) => TableCell,
): Readonly<Record<string, TableCell>> =>
  Object.fromEntries(ages.map((age) => [`age_${age}`, cell(age)]))

/** A heatmap of these ages; the first is left out where it is 100 % by definition. */
export function heatmap(
  ages: readonly number[],
  rows: readonly GridRow[],
  { unit, columnTitle }: Pick<HeatmapChart, 'unit' | 'columnTitle'>,
): HeatmapChart | undefined {
  const isWhole = unit === 'rate' && rows.every(({ values }) => (values[0] ?? 1) === 1)
  const from = isWhole ? 1 : 0
  const shown = ages.slice(from)
  const known = rows.filter(({ values }) => values.slice(from).some((value) => value !== null))
  if (shown.length === 0 || known.length === 0) return undefined
  return {
    kind: 'heatmap',
    unit,
    columnTitle,
    columns: shown.map(String),
    rows: rows.map(({ label, n, values }) => ({ label, n, values: values.slice(from) })),
  }
}
