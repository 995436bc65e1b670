import type { Section, Table } from '../../report-data.ts'
import type { Share } from '../../statistics.ts'
import type { Comparison, ReportInput } from '../definition.ts'
import { difference, quotient, rate, receiptOf, valuesOf, verdict } from './figures.ts'
import { ratesOf } from './rates.ts'
import type { BreakdownRow, ConversionResult } from './rows.ts'

interface Sides {
  readonly first: string
  readonly second: string
  readonly firstRows: readonly BreakdownRow[]
  readonly secondRows: readonly BreakdownRow[]
}

function sidesOf(input: ReportInput, result: ConversionResult, comparison: Comparison): Sides {
  if (comparison.with === 'period') {
    return {
      first: input.period.label,
      second: comparison.span.label,
      firstRows: valuesOf(result, 'all'),
      secondRows: valuesOf(result, 'all', 'compared'),
    }
  }
  const { dimension, first, second } = comparison
  const rows = valuesOf(result, dimension)
  return {
    first,
    second,
    firstRows: rows.filter((row) => row.value === first),
    secondRows: rows.filter((row) => row.value === second),
  }
}

function shareOf(rows: readonly BreakdownRow[], share: (row: BreakdownRow) => Share): Share {
  const shares = rows.map(share)
  return {
    part: shares.reduce((sum, { part }) => sum + part, 0),
    whole: shares.reduce((sum, { whole }) => sum + whole, 0),
  }
}

const cellOf = ({ part, whole }: Share) => (part > whole ? quotient : rate)(part, whole)

function comparisonTable(input: ReportInput, sides: Sides, what: string): Table {
  const { first, second } = sides
  return {
    id: 'comparison',
    title: `${first} against ${second}`,
    description: `Every rate of ${what}, and the difference in points with the interval in which it is likely to lie. An interval that holds 0 shows no clear difference.`,
    columns: [
      { id: 'rate', label: 'Rate', unit: 'text' },
      { id: 'first_n', label: `n, ${first}`, unit: 'count' },
      { id: 'first', label: first, unit: 'rate' },
      { id: 'second_n', label: `n, ${second}`, unit: 'count' },
      { id: 'second', label: second, unit: 'rate' },
      {
        id: 'difference',
        label: 'Difference in points',
        unit: 'rate',
        missing: 'no rate on one of the two sides',
      },
      { id: 'verdict', label: `${first} is`, unit: 'text' },
    ],
    rows: ratesOf(input).map((of) => {
      const [a, b] = [shareOf(sides.firstRows, of.share), shareOf(sides.secondRows, of.share)]
      const cell = difference(a, b)
      return {
        rate: of.label,
        first_n: a.whole,
        first: cellOf(a),
        second_n: b.whole,
        second: cellOf(b),
        difference: cell,
        verdict: verdict(cell),
      }
    }),
    receipt: receiptOf(
      input,
      'conversion_breakdown',
      "Difference of two independent rates with Newcombe's 95 % interval (1998, method 10).",
    ),
  }
}

/** The comparison that was asked for; none without a request. */
export function comparisonSections(input: ReportInput, result: ConversionResult): Section[] {
  const { comparison } = input
  if (comparison === null) return []
  const sides = sidesOf(input, result, comparison)
  const what =
    comparison.with === 'period'
      ? 'both periods by entry, each as it stands at the as-of'
      : `the two values of ${comparison.dimension} at entry`
  return [
    {
      id: 'comparison',
      title: `${sides.first} compared with ${sides.second}`,
      tables: [comparisonTable(input, sides, what)],
    },
  ]
}
