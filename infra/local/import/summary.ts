/** Something in a file that was not imported; `column` is empty where no column is to blame. */
export interface ImportProblem {
  readonly line: number
  readonly column: string
  readonly message: string
}

export interface FileSummary {
  readonly file: string
  /** Records after the header, bad ones included. */
  readonly rows: number
  /** Rows of which nothing was imported. */
  readonly badRows: number
  /** Sound rows that no event of the mapping applied to. */
  readonly unusedRows: number
  /** Events not sent since the state of their record is known, stands twice in the file, or is known from a later export. */
  readonly unchanged: number
  readonly repeated: number
  readonly older: number
  /** Lines that are no record, such as totals; the first are shown. */
  readonly asides: number
  readonly asideExamples: readonly string[]
  readonly events: number
  readonly accepted: number
  /** Accepted events by type. */
  readonly types: Readonly<Record<string, number>>
  readonly duplicate: number
  readonly conflict: number
  readonly rejected: number
  /** The first problems in the order of their discovery; `problemCount` counts all. */
  readonly problems: readonly ImportProblem[]
  readonly problemCount: number
  /** How often each reason occurred, such as `rejected: required currency`. */
  readonly reasons: Readonly<Record<string, number>>
  /** Why the file could not be read, or not to its end. */
  readonly failure?: string
}

export interface ImportSummary {
  readonly files: readonly FileSummary[]
}

/** New events of all files by type, such as `1,200 deal, 600 stage`. */
function typesLine(files: readonly FileSummary[]): string {
  const sums = new Map<string, number>()
  for (const { types } of files) {
    for (const [type, count] of Object.entries(types)) sums.set(type, (sums.get(type) ?? 0) + count)
  }
  const said = [...sums].map(([type, count]) => `${count.toLocaleString('en')} ${type}`).join(', ')
  return `New events: ${said === '' ? 'none' : said}`
}

const plural = (count: number, one: string) =>
  `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`

function countsLine(summary: FileSummary): string {
  const statuses = (['accepted', 'duplicate', 'conflict', 'rejected'] as const)
    .filter((status) => summary[status] > 0)
    .map((status) => `${summary[status].toLocaleString('en')} ${status}`)
  const events = [plural(summary.events, 'event'), ...statuses].join(', ')
  const rest = [
    summary.badRows > 0 ? plural(summary.badRows, 'bad row') : '',
    summary.unusedRows > 0 ? `${plural(summary.unusedRows, 'row')} without event` : '',
    summary.unchanged > 0
      ? `${plural(summary.unchanged, 'event')} unchanged since the last import`
      : '',
    summary.repeated > 0 ? `${plural(summary.repeated, 'event')} of repeated rows` : '',
    summary.older > 0 ? `${plural(summary.older, 'event')} known from a later export` : '',
    summary.asides > 0
      ? `${plural(summary.asides, 'line')} that ${summary.asides === 1 ? 'is' : 'are'} no record (${summary.asideExamples.join('; ')})`
      : '',
  ].filter(Boolean)
  return [plural(summary.rows, 'row'), events, ...rest].join('; ')
}

function* problemLines({ problems, problemCount, reasons }: FileSummary): Generator<string> {
  for (const { line, column, message } of problems) {
    yield `  line ${line}${column === '' ? '' : `, column ${column}`}: ${message}`
  }
  if (problemCount <= problems.length) return
  yield `  and ${(problemCount - problems.length).toLocaleString('en')} more; all by reason:`
  const sorted = Object.entries(reasons).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  for (const [reason, count] of sorted) yield `  ${count.toLocaleString('en')} x ${reason}`
}

/** A file that could not be read to its end is not imported, or in part. */
const failureText = ({ events, rows }: FileSummary, failure: string) =>
  events === 0
    ? `failed: ${failure}`
    : `failed after ${plural(rows, 'row')}, which ${rows === 1 ? 'is' : 'are'} imported: ${failure}`

/** The summary as lines for a terminal: counts, the first problems of each file, the reasons of all. */
export function formatSummary({ files }: ImportSummary): string {
  const lines = files.flatMap((summary) => [
    `${summary.file}: ${countsLine(summary)}`,
    ...(summary.failure === undefined ? [] : [`  ${failureText(summary, summary.failure)}`]),
    ...problemLines(summary),
  ])
  return [...lines, typesLine(files)].join('\n')
}

/** Everything in every file was imported, now or before. */
export const isComplete = ({ files }: ImportSummary): boolean =>
  files.every(({ failure, problemCount }) => failure === undefined && problemCount === 0)
