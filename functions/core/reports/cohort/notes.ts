import type { Note } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { enteredOf } from './conversion.ts'
import { agesOf, isByMonths, periodWord } from './grid.ts'
import { cohortsOf, hasMeasure } from './retained.ts'
import { definitionsOf } from './retention.ts'
import type { CohortResult } from './rows.ts'

function emptyNotes(input: ReportInput, result: CohortResult): Note[] {
  const { cohorts } = input
  const when = `from ${cohorts.startsOn} to before ${cohorts.endsOn}`
  const note = (isEmpty: boolean, text: string): Note[] =>
    isEmpty ? [{ code: 'empty_period', text }] : []
  return [
    ...note(
      definitionsOf(result).length === 0,
      `No account joined a cohort and was active later ${when}: there is no retention to show.`,
    ),
    ...note(isByMonths(input) && result.paid.length === 0, `No customer was acquired ${when}.`),
    ...note(result.conversion.length === 0, `Nothing entered ${input.funnel.title} ${when}.`),
  ]
}

/** Activities that have no money where others of their definition have. */
function unpricedNotes({ calendar }: CohortResult, id: string, title: string): Note[] {
  const cohorts = cohortsOf(calendar, id)
  if (!hasMeasure(cohorts, 'amount')) return []
  const count = cohorts
    .flatMap(({ cells }) => [...cells.values()])
    .reduce((sum, { unpriced }) => sum + unpriced, 0)
  if (count === 0) return []
  const text = `${title}: activities without an amount or a rate count as activity and are left out of money.`
  return [{ code: 'no_rate', text, count }]
}

/** What a reader must know about the numbers: exclusions, cuts, emptiness. */
export function notesOf(input: ReportInput, result: CohortResult): Note[] {
  const oldest = [...result.calendar, ...enteredOf(result)].map((each) => each.completeAges)
  const { leftOut } = agesOf(input, oldest)
  const cut: Note = {
    code: 'ages_cut',
    text: `Tables and charts stop before the oldest ages: ${periodWord(input, 2)} left out.`,
    count: leftOut,
  }
  const months: Note = {
    code: 'by_month_only',
    text: 'Recurring revenue is known by month: cohorts of subscriptions and lifetime value need cohorts by month or longer.',
  }
  return [
    ...emptyNotes(input, result),
    ...(isByMonths(input) ? [] : [months]),
    ...definitionsOf(result).flatMap(({ id, title }) => unpricedNotes(result, id, title)),
    ...(leftOut > 0 ? [cut] : []),
  ]
}
