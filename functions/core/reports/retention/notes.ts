import type { Note } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { dueShown } from './due.ts'
import { spanMovements } from './movements.ts'
import { spanRenewals } from './renewals.ts'
import type { LeftOutReason, RetentionResult } from './rows.ts'

const shownExamples = 10

const leftOutTexts: Readonly<Record<LeftOutReason, (input: ReportInput) => string>> = {
  no_rate: ({ settings }) =>
    `Recurring revenue in a currency without an exchange rate to ${settings.currency} when the period began or ended: left out of money and of accounts.`,
  negative_price: () =>
    'Subscriptions with a price below 0: counted as they are, less than nothing.',
  other_scale: () => 'Answers to NPS on another scale than 0 to 10: left out of the score.',
}

function leftOutNotes(input: ReportInput, { leftOut }: RetentionResult): Note[] {
  return [...new Set(leftOut.map((row) => row.reason))].map((reason) => {
    const rows = leftOut.filter((row) => row.reason === reason)
    return {
      code: reason,
      text: leftOutTexts[reason](input),
      count: rows.length,
      examples: rows.slice(0, shownExamples).map(({ id, detail }) => `${id}: ${detail}`),
    }
  })
}

/** What a reader must know about the numbers: emptiness, exclusions, doubts. */
export function notesOf(input: ReportInput, result: RetentionResult): Note[] {
  const notes: Note[] = []
  const { paidAtStart, paidAtEnd } = spanMovements(result.movements, 'period')
  if (paidAtStart + paidAtEnd === 0) {
    notes.push({
      code: 'empty_period',
      text: 'No account had recurring revenue when this period began or ended.',
    })
  }
  notes.push(...leftOutNotes(input, result))
  const { pending, unrated } = spanRenewals(result, 'period')
  if (pending > 0) {
    const text =
      'Terms of this period that ended less than 30 days before the as-of and are not renewed: out of the renewal rate until then.'
    notes.push({ code: 'renewals_pending', text, count: pending })
  }
  if (unrated > 0) {
    const text = 'Renewed or lost terms without an exchange rate: counted, left out of their money.'
    notes.push({ code: 'renewals_without_rate', text, count: unrated })
  }
  if (result.due.length > dueShown) {
    const text = `The list of renewals that are due shows the first ${dueShown}, by the end of the term.`
    notes.push({ code: 'list_cut', text, count: result.due.length })
  }
  return notes
}
