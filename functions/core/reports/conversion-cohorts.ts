import { defaultRule } from '../funnel.ts'
import type { LineChart, RateCell, Section, Table, TableColumn } from '../report-data.ts'
import { ratio } from '../statistics.ts'
import { rate, receiptOf } from './conversion-figures.ts'
import type { ConversionResult, OutcomeRow } from './conversion-rows.ts'
import type { ReportInput } from './definition.ts'

const outcomeColumns: readonly TableColumn[] = [
  { id: 'entered', label: 'Entered', unit: 'count' },
  { id: 'won', label: 'Won', unit: 'count' },
  { id: 'conversion', label: 'Conversion', unit: 'rate', description: 'Won / entered' },
  { id: 'lost', label: 'Lost', unit: 'count' },
  { id: 'expired', label: 'Expired', unit: 'count' },
  { id: 'still_open', label: 'Still open', unit: 'count', description: 'Never counted as lost' },
]

const outcomeCells = (row: OutcomeRow) => ({
  entered: row.entered,
  won: row.won,
  conversion: rate(row.won, row.entered),
  lost: row.lost,
  expired: row.expired,
  still_open: row.still_open,
})

/** Leading and trailing periods without entries say nothing when the period is everything. */
function shownCohorts(input: ReportInput, result: ConversionResult) {
  if (input.period.label !== 'all') return result.cohorts
  const first = result.cohorts.findIndex((row) => row.entered > 0)
  const last = result.cohorts.findLastIndex((row) => row.entered > 0)
  return first === -1 ? [] : result.cohorts.slice(first, last + 1)
}

/** Conversion by period of entry. */
export function cohortSection(input: ReportInput, result: ConversionResult): Section {
  const cohorts = shownCohorts(input, result)
  const by = input.cohorts.by.replace('_', ' ')
  const rates: RateCell[] = cohorts.map((row) => rate(row.won, row.entered))
  const chart: LineChart = {
    kind: 'line',
    unit: 'rate',
    labels: cohorts.map((row) => row.label),
    series: [
      {
        label: 'Conversion so far',
        values: cohorts.map((row) => ratio(row.won, row.entered)),
        low: rates.map((cell) => cell.interval?.low ?? null),
        high: rates.map((cell) => cell.interval?.high ?? null),
      },
    ],
  }
  const table: Table = {
    id: 'cohorts',
    title: `Cohorts by ${by}`,
    description: `Attempts by the ${by} of their first step. Young cohorts have many open attempts: their rate will still rise.`,
    columns: [{ id: 'cohort', label: 'Entered in', unit: 'text' }, ...outcomeColumns],
    rows: cohorts.map((row) => ({ cohort: row.label, ...outcomeCells(row) })),
    receipt: {
      ...receiptOf(input, 'conversion_cohorts', 'Attempts that reached won / that entered.'),
      window: `first step from ${input.cohorts.startsOn} to before ${input.cohorts.endsOn}, by ${by}`,
    },
  }
  return {
    id: 'cohorts',
    title: `How conversion developed by ${by} of entry`,
    ...(cohorts.length > 1 ? { chart } : {}),
    tables: [table],
  }
}

/** Conversion by the value of one dimension at entry. */
export function breakdownTable(
  input: ReportInput,
  result: ConversionResult,
  dimension: string,
): Table {
  const rows = result.breakdown.filter((row) => row.dimension === dimension)
  const definition = `Attempts by ${dimension} as known when they entered; "(none)" where it was not known.`
  return {
    id: `by_${dimension}`,
    title: `By ${dimension}`,
    description: `Each attempt counts once, under its ${dimension} at entry.`,
    columns: [{ id: dimension, label: dimension, unit: 'text' }, ...outcomeColumns],
    rows: rows.map((row) => ({ [dimension]: row.value, ...outcomeCells(row) })),
    receipt: {
      ...receiptOf(input, 'conversion_breakdown', definition),
      variant: `attribution: at entry; rule ${defaultRule(input.funnel)}`,
    },
  }
}
