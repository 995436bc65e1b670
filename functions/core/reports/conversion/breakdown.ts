import type { BarsChart } from '../../chart.ts'
import { defaultRule } from '../../funnel.ts'
import type { Dimension } from '../../journey-columns.ts'
import type { Section, Table } from '../../report-data.ts'
import type { Attribution, ReportInput } from '../definition.ts'
import { outcomeCells, outcomeColumns } from './cohorts.ts'
import { quotient, rate, receiptOf, stageLabel, valuesOf } from './figures.ts'
import type { ConversionResult, ValueRow } from './rows.ts'

function attributionText(input: ReportInput, { attribution }: { attribution: Attribution }) {
  switch (attribution.at) {
    case 'entry':
      return 'at entry'
    case 'last':
      return 'at the last stage visited'
    case 'every':
      return 'every value that its stage events carry'
    case 'step':
      return `at the first visit to ${stageLabel(input, attribution.step)}`
  }
}

function rowsOf(
  input: ReportInput,
  result: ConversionResult,
  dimension: Dimension,
): readonly ValueRow[] {
  return input.attribution.at === 'entry'
    ? valuesOf(result, dimension)
    : (result.attributed.get(dimension) ?? [])
}

const queryOf = ({ attribution }: ReportInput) => {
  if (attribution.at === 'entry') return 'conversion_breakdown'
  return attribution.at === 'every' ? 'conversion_breakdown_every' : 'conversion_breakdown_at'
}

/** What a row counts: with `every` a try counts under each value, so rows do not add up. */
function descriptionOf(input: ReportInput, dimension: Dimension): string {
  const { at } = input.attribution
  if (at === 'every') {
    return `The funnel run once per ${dimension} on only the stage events that carry it. An attempt counts under each of its values: rows do not add up.`
  }
  if (at === 'entry') return `Each attempt counts once, under its ${dimension} at entry.`
  const text = attributionText(input, input)
  return `Each attempt counts once, under its ${dimension} ${text}; "(none)" where it was not known or the stage not visited.`
}

function breakdownTable(input: ReportInput, result: ConversionResult, dimension: Dimension): Table {
  const definition = `Attempts by ${dimension}, attribution: ${attributionText(input, input)}; "(none)" where it was not known.`
  return {
    id: `by_${dimension}`,
    title: `By ${dimension}, ${attributionText(input, input)}`,
    description: descriptionOf(input, dimension),
    columns: [{ id: dimension, label: dimension, unit: 'text' }, ...outcomeColumns],
    rows: rowsOf(input, result, dimension).map((row) => ({
      [dimension]: row.value,
      ...outcomeCells(row),
    })),
    receipt: receiptOf(input, queryOf(input), definition, {
      variant: `attribution: ${attributionText(input, input)}; rule ${defaultRule(input.funnel)}`,
    }),
  }
}

/** Step rates by value; with another attribution than that of the entry they are not counted. */
function stepTable(input: ReportInput, result: ConversionResult, dimension: Dimension): Table {
  const later = input.funnel.stages.map((stage, index) => ({ stage, step: index + 1 })).slice(1)
  const cell = defaultRule(input.funnel) === 'visited' ? quotient : rate
  return {
    id: `steps_by_${dimension}`,
    title: `Step rates by ${dimension}, at entry`,
    description: `Reached each stage / reached the stage before, by the ${dimension} at entry.`,
    columns: [
      { id: dimension, label: dimension, unit: 'text' },
      { id: 'entered', label: 'Entered', unit: 'count' },
      ...later.map(({ stage, step }) => ({
        id: `step_${step}`,
        label: stage.label,
        unit: 'rate' as const,
        missing: 'nothing reached the stage before',
      })),
    ],
    rows: valuesOf(result, dimension).map((row) => ({
      [dimension]: row.value,
      entered: row.entered,
      ...Object.fromEntries(
        later.map(({ step }) => [
          `step_${step}`,
          cell(row.reached[step - 1] ?? 0, row.reached[step - 2] ?? 0),
        ]),
      ),
    })),
    receipt: receiptOf(input, 'conversion_breakdown', 'Reached k / reached k-1 within a value.', {
      variant: `attribution: at entry; rule ${defaultRule(input.funnel)}`,
    }),
  }
}

const shownBars = 12

/** The largest values; the table has them all. */
function chartOf(rows: readonly ValueRow[]): BarsChart {
  const bars = rows.slice(0, shownBars).map((row) => {
    const { value, interval, smallSample } = rate(row.won, row.entered)
    return { label: row.value, value, interval, n: row.entered, smallSample }
  })
  return { kind: 'bars', unit: 'rate', bars }
}

/** Conversion by each dimension, the first one as a chart and step by step. */
export function breakdownSection(input: ReportInput, result: ConversionResult): Section {
  const [first] = input.dimensions
  const rows = rowsOf(input, result, first)
  const tables = input.dimensions.map((dimension) => breakdownTable(input, result, dimension))
  const steps = input.attribution.at === 'entry' ? [stepTable(input, result, first)] : []
  return {
    id: 'breakdown',
    title: `Where conversion differs by ${input.dimensions.join(', ')}`,
    ...(rows.length > 1 ? { chart: chartOf(rows) } : {}),
    tables: [...tables.slice(0, 1), ...steps, ...tables.slice(1)],
  }
}
