import type { EventResult } from '#handlers/ingest.ts'
import type { RowFault } from './fields.ts'
import type { MappedEvent } from './plan.ts'
import type { FileSummary, ImportProblem } from './summary.ts'

const shownProblems = 20
const shownLength = 60
const shownAsides = 3

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

/** How often each key was counted. */
function createCounter() {
  const counts = new Map<string, number>()
  return {
    add: (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1),
    all: () => Object.fromEntries(counts),
  }
}

/** The first problems, and the number of all by reason. */
function createProblems() {
  const problems: ImportProblem[] = []
  const reasons = createCounter()
  let problemCount = 0
  return {
    note(reason: string, problem: ImportProblem): void {
      problemCount += 1
      reasons.add(reason)
      if (problems.length < shownProblems) problems.push(problem)
    },
    all: () => ({ problems, problemCount, reasons: reasons.all() }),
  }
}

const noRows = {
  rows: 0,
  badRows: 0,
  unusedRows: 0,
  unchanged: 0,
  repeated: 0,
  older: 0,
  asides: 0,
}

/** Counts what becomes of the rows and events of one file. */
export function createTally(file: string) {
  const counts = { ...noRows }
  const asideExamples: string[] = []
  const statuses = { accepted: 0, duplicate: 0, conflict: 0, rejected: 0 }
  const problems = createProblems()
  const types = createCounter()

  return {
    count(what: 'rows' | 'unusedRows' | 'unchanged' | 'repeated' | 'older'): void {
      counts[what] += 1
    },
    /** A line that is no record, such as a total. */
    aside(line: number, text: string): void {
      counts.asides += 1
      if (asideExamples.length < shownAsides)
        asideExamples.push(`line ${line}: ${text.slice(0, shownLength)}`)
    },
    badRow(line: number, { column, reason, value }: RowFault): void {
      counts.badRows += 1
      const shown = value === undefined ? '' : `${JSON.stringify(value.slice(0, shownLength))} `
      const where = column === '' ? '' : `${column} `
      problems.note(`bad row: ${where}${reason}`, { line, column, message: `${shown}${reason}` })
    },
    /** The final answer to one event; not for `retry`. */
    settle(line: number, { columnsOf, event }: MappedEvent, result: EventResult): void {
      const { status } = result
      if (status === 'retry') throw new Error('retry is no final answer to an event')
      statuses[status] += 1
      if (status === 'accepted') types.add(String(event.type))
      if (status === 'accepted' || status === 'duplicate') return
      const { path, message, reason } = refusalOf(result)
      problems.note(reason, { line, column: columnsOf(path), message })
    },
    summary(failure?: string): FileSummary {
      const events = Object.values(statuses).reduce((sum, count) => sum + count, 0)
      const sums = { events, ...statuses, types: types.all() }
      const said = failure === undefined ? {} : { failure }
      return { file, ...counts, asideExamples, ...sums, ...problems.all(), ...said }
    },
  }
}

export type Tally = ReturnType<typeof createTally>
