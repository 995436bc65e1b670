import { type CsvError, parse } from 'csv-parse/sync'

/** One record; `line` is the line of the file that it begins in, from 1. */
export interface CsvRecord {
  readonly line: number
  readonly cells: readonly string[]
}

/** A line that is no record of its own or with the lines after it; `cell` counts from 0. */
export interface BrokenLine {
  readonly line: number
  readonly cell: number
  readonly message: string
}

export const isBroken = (item: CsvRecord | BrokenLine): item is BrokenLine => 'message' in item

/** A longer record is a quote that was never closed, not data: an event has at most 200 KB. */
export const maxRecordLength = 1_000_000
const rowsPerBlock = 1_000

const messages: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'text after a closing quote: a quote inside a cell is written twice',
  INVALID_OPENING_QUOTE:
    'a quote inside an unquoted cell: quote the cell and write the quote twice',
}

function cellsOf(text: string, delimiter: string): string[][] {
  return parse(text, {
    delimiter,
    relax_column_count: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: 0,
  })
}

type Parsed =
  | { readonly cells: readonly string[] }
  | { readonly cell: number; readonly message: string }

/** One record, or what is wrong with it. */
function parseRecord(text: string, delimiter: string): Parsed {
  try {
    return { cells: cellsOf(text, delimiter)[0] ?? [] }
  } catch (error) {
    const { code, column } = error as CsvError & { column?: number }
    const message = messages[code]
    if (message === undefined) throw error
    return { cell: column ?? 0, message }
  }
}

export interface Line {
  readonly line: number
  readonly text: string
}

/** Without a quote a cell ends at the next delimiter, whatever it holds: most lines need no parser. */
const plainCells = (text: string, delimiter: string) =>
  text.replace(/[\r\n]+$/, '').split(delimiter)

/** Parses many one-line records at once, and one by one only when that fails. */
function parseLines(lines: readonly Line[], delimiter: string): (CsvRecord | BrokenLine)[] {
  const quoted = lines.filter(({ text }) => text.includes('"'))
  const whole = parseRecords(quoted, delimiter)?.values()
  return lines.map(({ line, text }) => {
    if (!text.includes('"')) return { line, cells: plainCells(text, delimiter) }
    const cells = whole?.next().value
    return { line, ...(cells ? { cells } : parseRecord(text, delimiter)) }
  })
}

function parseRecords(lines: readonly Line[], delimiter: string): string[][] | undefined {
  try {
    const records = cellsOf(lines.map(({ text }) => text).join(''), delimiter)
    return records.length === lines.length ? records : undefined
  } catch {
    return undefined
  }
}

function hasOddQuotes(text: string): boolean {
  let odd = false
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) odd = !odd
  return odd
}

/** Records in the order of the file; those of one line are parsed many at once. */
function createOutput(delimiter: string) {
  const done: (CsvRecord | BrokenLine)[] = []
  let unparsed: Line[] = []

  function parse(): void {
    for (const record of parseLines(unparsed, delimiter)) done.push(record)
    unparsed = []
  }

  return {
    addLine(line: Line): void {
      unparsed.push(line)
    },
    add(line: number, record: Parsed): void {
      parse()
      done.push({ line, ...record })
    },
    take(end: boolean): (CsvRecord | BrokenLine)[] {
      if (end || unparsed.length >= rowsPerBlock) parse()
      return done.splice(0)
    },
  }
}

/**
 * Puts physical lines together to records: a record goes on while its number of quotes is odd. A
 * record that cannot be parsed costs its first line only.
 */
export function createAssembler(delimiter: string) {
  const output = createOutput(delimiter)
  let open: Line[] = []
  let openLength = 0

  function finish(line: number, record: Parsed): void {
    output.add(line, record)
    open = []
    openLength = 0
  }

  /** Gives up the first open line only: the lines after it may be sound records. */
  function giveUp(): void {
    const [first, ...rest] = open
    if (first === undefined) return
    finish(first.line, parseRecord(first.text, delimiter))
    rest.forEach(add)
  }

  function close(): void {
    const record = parseRecord(open.map(({ text }) => text).join(''), delimiter)
    if ('message' in record) giveUp()
    else finish(open[0]?.line ?? 0, record)
  }

  function add(line: Line): void {
    const odd = hasOddQuotes(line.text)
    if (open.length === 0 && !odd) {
      if (/[^\r\n]/.test(line.text)) output.addLine(line)
      return
    }
    open.push(line)
    openLength += line.text.length
    if (odd && open.length > 1) close()
    else if (openLength > maxRecordLength) giveUp()
  }

  return {
    add,
    /** The records finished so far; with `end`, everything. */
    take(end: boolean): (CsvRecord | BrokenLine)[] {
      while (end && open.length > 0) giveUp()
      return output.take(end)
    },
  }
}
