import { formatValue } from '../../format.ts'
import type { Finding, Table } from '../../report-data.ts'
import { noCause } from '../conversion/causes.ts'
import type { ReportInput } from '../definition.ts'

/** Leaks that the review names. */
export const namedLeaks = 3

const weightOf = (row: Table['rows'][number]) => Number(row.expected_loss ?? row.missing_won ?? 0)

/** The leaks table with its heaviest rows first, whatever part of the funnel they are in. */
export const heaviestLeaks = (table: Table): Table => ({
  ...table,
  title: 'The heaviest leaks',
  rows: [...table.rows].sort((a, b) => weightOf(b) - weightOf(a)).slice(0, namedLeaks),
})

/** A sentence for each of the heaviest leaks: where, what it costs, what stands out there. */
export function leakFindings({ dimensions, settings }: ReportInput, table: Table): Finding[] {
  const [dimension] = dimensions
  return heaviestLeaks(table).rows.flatMap((row) => {
    if (weightOf(row) <= 0) return []
    const wins = formatValue(Number(row.missing_won ?? 0), 'count')
    const loss =
      typeof row.expected_loss === 'number'
        ? `, about ${formatValue(row.expected_loss, 'money', 'brief')} ${settings.currency}`
        : ''
    const cause = row.cause === noCause ? '' : ` Likely cause: ${row.cause}.`
    const text = `Leak: ${dimension} ${row[dimension]}, ${row.step}: ${wins} wins missing in a year${loss}.${cause}`
    return [{ text, table: 'leaks', report: 'conversion' }]
  })
}
