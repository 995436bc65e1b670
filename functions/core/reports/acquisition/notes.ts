import type { Note } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { rowsOf } from '../parts.ts'
import { intentTotals } from './accounts.ts'
import { milestonesOf } from './milestones.ts'
import { type AcquisitionResult, wholeOf } from './rows.ts'
import { accountsShown, valuesShown } from './thresholds.ts'
import { shownDimensions } from './volume.ts'

const shownExamples = 10

const when = (condition: boolean, note: Note): Note[] => (condition ? [note] : [])

function emptyNotes(result: AcquisitionResult): Note[] {
  const row = wholeOf(result.leads)
  return [
    ...when((row?.created ?? 0) === 0, {
      code: 'empty_period',
      text: 'No lead was created in this period.',
    }),
    ...when(result.engagement.length === 0, {
      code: 'empty_period',
      text: 'Nobody was touched in this period or the one before.',
    }),
  ]
}

function leadNotes(result: AcquisitionResult): Note[] {
  const { created = 0, judged = 0 } = wholeOf(result.leads) ?? {}
  const unjudged = created - judged
  return when(unjudged > 0, {
    code: 'not_judged',
    text: `Of ${created} new leads ${unjudged} lack the values that would tell whether they are ideal customers: they are no part of that share. Many leads name no account yet.`,
    count: unjudged,
  })
}

function milestoneNotes({ funnel }: ReportInput): Note[] {
  const { mql, sql } = milestonesOf(funnel)
  return [
    ...when(sql === 0, {
      code: 'no_qualified_stage',
      text: 'The funnel names no qualified stage: there are no qualified leads, MQLs or SQLs.',
    }),
    ...when(sql > 0 && mql === 0, {
      code: 'no_mql_stage',
      text: 'The stage before the qualified one is the first: every lead is an MQL, so there is no such rate.',
    }),
  ]
}

function touchNotes(result: AcquisitionResult): Note[] {
  const unnamed = result.engagement.filter(
    (row) => row.touch_group === '(none)' && row.name !== '' && row.number > 0,
  )
  const number = unnamed.reduce((sum, row) => sum + row.number, 0)
  const examples = [...unnamed].sort((a, b) => b.number - a.number).slice(0, shownExamples)
  return when(number > 0, {
    code: 'no_touch_group',
    text: 'Touches whose name is in no group of the reference table touch_names: they have rows of their own.',
    count: number,
    examples: examples.map((row) => `${row.name}: ${row.number}`),
  })
}

function accountNotes(result: AcquisitionResult): Note[] {
  const { inIntent } = intentTotals(result)
  const unpriced = wholeOf(result.origins)?.unpriced ?? 0
  return [
    ...when(inIntent > accountsShown, {
      code: 'list_cut',
      text: `The list of accounts to call shows the first ${accountsShown}.`,
      count: inIntent,
    }),
    ...when(!result.committee.some((row) => row.part === 'role'), {
      code: 'no_committee',
      text: 'The reference table committee_roles is empty: no role counts, and no meeting is one with a decider.',
    }),
    ...when(unpriced > 0, {
      code: 'no_amount',
      text: 'Open opportunities without an amount, or in a currency without a rate: counted as open, left out of the money.',
      count: unpriced,
    }),
  ]
}

function cutNotes(input: ReportInput, result: AcquisitionResult): Note[] {
  return shownDimensions(input, result.leads).flatMap((dimension) => {
    const number = rowsOf(result.leads, dimension).length
    return when(number > valuesShown, {
      code: 'list_cut',
      text: `Tables by ${dimension} show the ${valuesShown} values with most.`,
      count: number,
    })
  })
}

/** What a reader must know about the numbers: exclusions, doubts, emptiness. */
export const notesOf = (input: ReportInput, result: AcquisitionResult): Note[] => [
  ...emptyNotes(result),
  ...milestoneNotes(input),
  ...leadNotes(result),
  ...touchNotes(result),
  ...accountNotes(result),
  ...cutNotes(input, result),
]
