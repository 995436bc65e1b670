import type { Note } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { foundBy } from './counts.ts'
import { lateAfterDays } from './queries.ts'
import type { QualityResult } from './rows.ts'

function moneyNotes(result: QualityResult): Note[] {
  const { without_amount = 0, without_rate = 0 } = foundBy(result, 'any') ?? {}
  const note = (code: string, count: number, text: string): Note[] =>
    count === 0 ? [] : [{ code, text, count }]
  return [
    ...note(
      'no_amount',
      without_amount,
      'Opportunities with a fault that have no amount: in the number, out of the money at risk.',
    ),
    ...note(
      'no_rate',
      without_rate,
      'Opportunities with a fault in a currency without rate: in the number, out of the money at risk.',
    ),
  ]
}

/** What a reader must know about the numbers: exclusions, limits, emptiness. */
export function notesOf(input: ReportInput, result: QualityResult): Note[] {
  const isEmpty = result.receipts.length === 0
  const empty = 'No event of this period was received: only what stands at the as-of is checked.'
  return [
    ...(isEmpty ? [{ code: 'empty_period', text: empty }] : []),
    ...moneyNotes(result),
    {
      code: 'refused',
      text: 'Events that the intake refused are kept in quarantine and are in no number here; a resend of the same event is answered as a duplicate and is not received again.',
    },
    {
      code: 'late_limit',
      text: `An event is late when it is received more than ${lateAfterDays} days after it happened; what later data changed in published reports is listed below where there is any.`,
    },
    {
      code: 'funnel_of_stays',
      text: `Jumped stages and stays are those of the funnel ${input.funnel.title}; names are looked up in all funnels of the settings.`,
    },
  ]
}
