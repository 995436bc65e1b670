import { maxTries } from '../../compile-ordered-reentry.ts'
import type { Note } from '../../report-data.ts'
import { smallSampleBelow } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { totalsOf, valuesOf } from './figures.ts'
import type { ConversionResult } from './rows.ts'
import { fromFirstToWon } from './times.ts'

const shownExamples = 5

function sampleNotes(result: ConversionResult): Note[] {
  const { entered } = totalsOf(result)
  if (entered === 0) {
    return [
      {
        code: 'empty_period',
        text: 'Nothing entered the funnel in this period. The first funnel of the settings is the default; --funnel asks for another.',
      },
    ]
  }
  if (entered >= smallSampleBelow) return []
  const text = `Fewer than ${smallSampleBelow} attempts entered: read rates with their interval.`
  return [{ code: 'small_sample', text, count: entered }]
}

/** A value that was asked for and that nothing carries may be a slip of the pen. */
function comparisonNotes({ comparison }: ReportInput, result: ConversionResult): Note[] {
  if (comparison?.with !== 'segment') return []
  const { dimension, first, second } = comparison
  const known = valuesOf(result, dimension).map((row) => row.value)
  const missing = [first, second].filter((value) => !known.includes(value))
  if (missing.length === 0) return []
  const text = `No attempt of the period has this ${dimension} at entry.`
  return [{ code: 'unknown_value', text, count: missing.length, examples: missing }]
}

/** Of entries that start anew only so many tries of a subject count. */
function limitNotes({ mostTries }: ConversionResult): Note[] {
  if (mostTries.length === 0) return []
  const text = `Subjects with ${maxTries} tries, as many as count: what they began after those is left out.`
  const examples = mostTries.slice(0, shownExamples).map((row) => row.subject_id)
  return [{ code: 'most_tries', text, count: mostTries.length, examples }]
}

/** What a reader must know about the numbers: exclusions, doubts, emptiness. */
export function notesOf(input: ReportInput, result: ConversionResult): Note[] {
  const notes = [...sampleNotes(result), ...comparisonNotes(input, result), ...limitNotes(result)]
  if (result.negative.length > 0) {
    notes.push({
      code: 'negative_duration',
      text: 'Won before the first step by the times that were recorded: counted as won, left out of durations.',
      count: result.negative.length,
      examples: result.negative.slice(0, shownExamples).map((row) => row.subject_id),
    })
  }
  const skipped = fromFirstToWon(input, result.timeToWon)?.skipped ?? 0
  if (skipped > 0) {
    notes.push({
      code: 'first_stage_skipped',
      text: 'Won without a visit to stage 1: counted as won, left out of durations.',
      count: skipped,
    })
  }
  return notes
}
