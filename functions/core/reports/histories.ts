import * as z from 'zod'
import { formatCount } from '../format.ts'
import type { Note } from '../report-data.ts'
import type { ReportInput, ReportQuery, ReportRows } from './definition.ts'
import { spanOf } from './parameters.ts'

const historyRow = z.object({
  source_system: z.string(),
  current_only: z.number(),
  opportunities: z.number(),
})

/** Asks of how many opportunities of the period only the current stage is known. */
export const historyQuery = ({ period }: ReportInput): Record<'histories', ReportQuery> => ({
  histories: { query: 'histories_known', parameters: spanOf(period) },
})

/** Says that stage dates are blank where a source tells only the stage of now; none where all is known. */
export function historyNotes({ histories = [] }: ReportRows<string>): Note[] {
  const rows = z.array(historyRow).parse(histories)
  const [first] = rows
  if (first === undefined) return []
  const count = rows.reduce((sum, row) => sum + row.current_only, 0)
  const sources = rows.map((row) => row.source_system).join(', ')
  const text = `Only the current stage is known of ${formatCount(count)} of ${formatCount(first.opportunities)} opportunities that were open in the period (source: ${sources}): the dates of their earlier stages are blank, so that stages, times and movements hold less than happened. A stage history of the source fills them.`
  return [{ code: 'current_state_only', text, count }]
}
