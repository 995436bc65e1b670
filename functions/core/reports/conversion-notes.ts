import type { Note } from '../report-data.ts'
import { smallSampleBelow } from '../statistics.ts'
import { totalsOf } from './conversion-figures.ts'
import type { ConversionResult } from './conversion-rows.ts'
import type { ReportInput } from './definition.ts'

const shownExamples = 5

/** What a reader must know about the numbers: exclusions, doubts, emptiness. */
export function notesOf(input: ReportInput, result: ConversionResult): Note[] {
  const notes: Note[] = []
  const { entered } = totalsOf(input, result)
  if (entered === 0) {
    notes.push({ code: 'empty_period', text: 'Nothing entered the funnel in this period.' })
  } else if (entered < smallSampleBelow) {
    const text = `Fewer than ${smallSampleBelow} attempts entered: read rates with their interval.`
    notes.push({ code: 'small_sample', text, count: entered })
  }
  if (result.negative.length > 0) {
    notes.push({
      code: 'negative_duration',
      text: 'Won before the first step by the times that were recorded: counted as won, left out of durations.',
      count: result.negative.length,
      examples: result.negative.slice(0, shownExamples).map((row) => row.subject_id),
    })
  }
  const skipped = result.timeToWon[0]?.not_from_first_step ?? 0
  if (skipped > 0) {
    notes.push({
      code: 'first_stage_skipped',
      text: 'Won without a visit to stage 1: counted as won, left out of durations.',
      count: skipped,
    })
  }
  return notes
}
