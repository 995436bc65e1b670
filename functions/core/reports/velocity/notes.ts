import type { Note } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { rowsOf } from '../parts.ts'
import { wholePipeline } from './pipeline.ts'
import type { LeftOutReason, VelocityResult } from './rows.ts'
import { stalledShown, stalledTotals } from './stalled.ts'

const shownExamples = 10

const leftOutTexts: Readonly<Record<LeftOutReason, (input: ReportInput) => string>> = {
  no_rate: ({ settings }) =>
    `Won in a currency without a rate to ${settings.currency} on that day: counted as won, left out of the average won value.`,
  no_amount: () => 'Won without an amount: counted as won, left out of the average won value.',
  negative_cycle: () =>
    'Closed before it was opened by the times that were recorded: counted as closed, left out of cycles.',
  negative_visit: () =>
    'A stage was left before it was entered by the times that were recorded: left out of time in stage.',
  negative_assignment: () =>
    'Assigned before it was created by the times that were recorded: counted as assigned, left out of routing times.',
}

function leftOutNotes(input: ReportInput, result: VelocityResult): Note[] {
  const reasons = [...new Set(result.leftOut.map((row) => row.reason))]
  return reasons.map((reason) => {
    const rows = result.leftOut.filter((row) => row.reason === reason)
    return {
      code: reason,
      text: leftOutTexts[reason](input),
      count: rows.length,
      examples: rows
        .slice(0, shownExamples)
        .map(({ id, detail }) => (detail === null ? id : `${id}: ${detail}`)),
    }
  })
}

function emptyNotes(result: VelocityResult): Note[] {
  const pipeline = wholePipeline(result)
  const empty = (isEmpty: boolean, text: string): Note[] =>
    isEmpty ? [{ code: 'empty_period', text }] : []
  return [
    ...empty(
      rowsOf(result.stageTimes, 'all').length === 0,
      'No visit to a stage ended in this period.',
    ),
    ...empty(
      (pipeline?.period_won ?? 0) + (pipeline?.period_lost ?? 0) === 0,
      'No opportunity was won or lost in this period.',
    ),
    ...empty(rowsOf(result.routing, 'all').length === 0, 'No lead was created in this period.'),
  ]
}

function beginningNotes(result: VelocityResult): Note[] {
  const late = rowsOf(result.cycles, 'all').filter(
    (row) => row.began_with !== 'opened' && row.ending === 'won_and_lost' && row.negative > 0,
  )
  return late.map((row) => ({
    code: 'negative_cycle',
    text:
      row.began_with === 'first_touch'
        ? 'Closed before the first touch that was recorded: left out of cycles from there.'
        : 'Closed before the first visit to the qualified stage: left out of cycles from there.',
    count: row.negative,
  }))
}

/** Why open opportunities may be missing from velocity, and what is shown in their place. */
function qualifiedNotes({ funnel }: ReportInput, result: VelocityResult): Note[] {
  const stage = funnel.stages.find((each) => each.id === funnel.qualified_stage)
  if (stage === undefined) {
    const text = 'The funnel names no qualified stage: every open opportunity counts as qualified.'
    return [{ code: 'no_qualified_stage', text }]
  }
  const { open_at_start = 0, qualified_at_start = 0 } = wholePipeline(result) ?? {}
  if (open_at_start === qualified_at_start) return []
  const text = `Of ${open_at_start} opportunities open at the start ${open_at_start - qualified_at_start} had not reached ${stage.label}, or belong to no ${funnel.subject} of this funnel: they are no part of pipeline velocity.`
  return [{ code: 'not_qualified', text, count: open_at_start - qualified_at_start }]
}

/** What a reader must know about the numbers: exclusions, doubts, emptiness. */
export function notesOf(input: ReportInput, result: VelocityResult): Note[] {
  const notes = [
    ...emptyNotes(result),
    ...leftOutNotes(input, result),
    ...beginningNotes(result),
    ...qualifiedNotes(input, result),
  ]
  const { open, judged, stalled } = stalledTotals(result)
  if (open > judged) {
    const text =
      'Open attempts in stages with too few finished visits and no target: not judged as stalled.'
    notes.push({ code: 'not_judged', text, count: open - judged })
  }
  if (stalled > stalledShown) {
    const text = `The list of stalled subjects shows the first ${stalledShown}, from late stages to early ones.`
    notes.push({ code: 'list_cut', text, count: stalled })
  }
  return notes
}
