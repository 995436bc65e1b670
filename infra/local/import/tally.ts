import type { EventResult } from '#handlers/ingest.ts'
import type { RowFault } from './fields.ts'
import type { MappedEvent } from './plan.ts'
import type { FileSummary, ImportProblem } from './summary.ts'

const shownProblems = 20
const shownLength = 60

/** Why an event was refused, in the words of the answer and as a reason to count by. */
function refusalOf({ status, errors }: EventResult) {
  const { code = 'unknown', path = '', message = '' } = errors[0] ?? {}
  const said = [path, message].filter(Boolean).join(': ')
  return {
    path,
    message: `${status}: ${said}`,
    reason: [`${status}:`, code, path].join(' ').trim(),
  }
}

/** Counts what becomes of the rows and events of one file. */
export function createTally(file: string) {
  const counts = { rows: 0, badRows: 0, unusedRows: 0 }
  const statuses = { accepted: 0, duplicate: 0, conflict: 0, rejected: 0 }
  const problems: ImportProblem[] = []
  const reasons = new Map<string, number>()
  let problemCount = 0

  function note(reason: string, problem: ImportProblem): void {
    problemCount += 1
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    if (problems.length < shownProblems) problems.push(problem)
  }

  return {
    count(what: 'rows' | 'unusedRows'): void {
      counts[what] += 1
    },
    badRow(line: number, { column, reason, value }: RowFault): void {
      counts.badRows += 1
      const shown = value === undefined ? '' : `${JSON.stringify(value.slice(0, shownLength))} `
      const where = column === '' ? '' : `${column} `
      note(`bad row: ${where}${reason}`, { line, column, message: `${shown}${reason}` })
    },
    /** The final answer to one event; not for `retry`. */
    settle(line: number, { columnsOf }: MappedEvent, result: EventResult): void {
      const { status } = result
      if (status === 'retry') throw new Error('retry is no final answer to an event')
      statuses[status] += 1
      if (status === 'accepted' || status === 'duplicate') return
      const { path, message, reason } = refusalOf(result)
      note(reason, { line, column: columnsOf(path), message })
    },
    summary(failure?: string): FileSummary {
      const events = Object.values(statuses).reduce((sum, count) => sum + count, 0)
      return {
        file,
        ...counts,
        events,
        ...statuses,
        problems,
        problemCount,
        reasons: Object.fromEntries(reasons),
        ...(failure === undefined ? {} : { failure }),
      }
    },
  }
}

export type Tally = ReturnType<typeof createTally>
