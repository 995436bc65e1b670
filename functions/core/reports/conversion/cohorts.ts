import type { LineChart } from '../../chart.ts'
import type { RateCell, Section, Table, TableColumn } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { rate, receiptOf, wonLabel } from './figures.ts'
import { wonHorizonOf } from './parameters.ts'
import type { CohortRow, ConversionResult, OutcomeRow } from './rows.ts'

export const outcomeColumns: readonly TableColumn[] = [
  { id: 'entered', label: 'Entered', unit: 'count' },
  { id: 'won', label: 'Won', unit: 'count' },
  { id: 'conversion', label: 'Conversion', unit: 'rate', description: 'Won / entered' },
  { id: 'lost', label: 'Lost', unit: 'count' },
  { id: 'expired', label: 'Expired', unit: 'count' },
  { id: 'still_open', label: 'Still open', unit: 'count', description: 'Never counted as lost' },
]

export const outcomeCells = (row: OutcomeRow) => ({
  entered: row.entered,
  won: row.won,
  conversion: rate(row.won, row.entered),
  lost: row.lost,
  expired: row.expired,
  still_open: row.still_open,
})

/** Rows before the first entry that only look back, and the edges of everything, say nothing. */
function shownCohorts(input: ReportInput, result: ConversionResult) {
  const isAll = input.period.label === 'all'
  const first = result.cohorts.findIndex(
    (row) => row.entered > 0 || (!isAll && row.starts_on >= input.period.startsOn),
  )
  if (first === -1) return []
  const last = result.cohorts.findLastIndex((row) => row.entered > 0)
  return result.cohorts.slice(first, isAll ? last + 1 : undefined)
}

const isYoung = (row: CohortRow) => row.old < row.entered

/** The rate so far, marked with the share of the cohort that is old enough to be judged. */
function soFar(row: CohortRow): RateCell {
  const cell = rate(row.won, row.entered)
  return isYoung(row) ? { ...cell, maturity: row.old / row.entered } : cell
}

function cohortChart(input: ReportInput, cohorts: readonly CohortRow[]): LineChart {
  const line = (label: string, of: (row: CohortRow) => RateCell | null) => {
    const cells = cohorts.map(of)
    return {
      label,
      values: cells.map((cell) => cell?.value ?? null),
      low: cells.map((cell) => cell?.interval?.low ?? null),
      high: cells.map((cell) => cell?.interval?.high ?? null),
    }
  }
  const lines = [
    line('Conversion so far', (row) => (isYoung(row) ? null : rate(row.won, row.entered))),
    line('So far, will still rise', (row) => (isYoung(row) ? rate(row.won, row.entered) : null)),
    line(`Won within ${wonHorizonOf(input.funnel)} days`, (row) =>
      rate(row.mature_won, row.mature),
    ),
  ]
  return {
    kind: 'line',
    unit: 'rate',
    labels: cohorts.map((row) => row.label),
    series: lines.filter((each) => each.values.some((value) => value !== null)),
  }
}

function cohortTable(input: ReportInput, cohorts: readonly CohortRow[]): Table {
  const by = input.cohorts.by.replace('_', ' ')
  const days = wonHorizonOf(input.funnel)
  const definition = `Attempts that reached ${wonLabel(input)} / that entered; mature: of those that visited stage 1 at least ${days} days before the as-of, those won within ${days} days of it.`
  return {
    id: 'cohorts',
    title: `Cohorts by ${by}`,
    description: `Attempts by the ${by} of their first step. Young cohorts have many open attempts: their rate, shown grey, will still rise.`,
    columns: [
      { id: 'cohort', label: 'Entered in', unit: 'text' },
      ...outcomeColumns,
      {
        id: 'maturity',
        label: `Older than ${days} days`,
        unit: 'rate',
        description: 'Share of the cohort that is old enough to be judged',
      },
      {
        id: 'mature_rate',
        label: `Won within ${days} days`,
        unit: 'rate',
        description: 'Of those that are old enough',
        missing: 'none is old enough',
      },
    ],
    rows: cohorts.map((row) => ({
      cohort: row.label,
      ...outcomeCells(row),
      conversion: soFar(row),
      maturity: row.entered === 0 ? null : row.old / row.entered,
      mature_rate: rate(row.mature_won, row.mature),
    })),
    receipt: receiptOf(input, 'conversion_cohorts', definition, {
      window: `first step from ${input.cohorts.startsOn} to before ${input.cohorts.endsOn}, by ${by}`,
    }),
  }
}

/** Conversion by period of entry, so far and within the time after which it is judged. */
export function cohortSection(input: ReportInput, result: ConversionResult): Section {
  const cohorts = shownCohorts(input, result)
  const by = input.cohorts.by.replace('_', ' ')
  return {
    id: 'cohorts',
    title: `How conversion developed by ${by} of entry`,
    ...(cohorts.length > 1 ? { chart: cohortChart(input, cohorts) } : {}),
    tables: [cohortTable(input, cohorts)],
  }
}
