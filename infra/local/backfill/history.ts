import { createReadStream, statSync } from 'node:fs'
import { eventColumns } from '#core/columns.ts'
import { UsageError } from '#core/errors.ts'
import type { ColumnType } from '#core/fields.ts'
import { readJson } from '#core/json.ts'
import { limits } from '#core/limits.ts'
import { readText } from '#local/import/decode.ts'
import { openTable, type TableRow } from '#local/import/table.ts'
import { gunzipped } from '#local/import/unpack.ts'
import { type Line, linesOf, longestLine } from './lines.ts'

type Event = Readonly<Record<string, unknown>>

/** One record of a history: an event, or why its line is none and how that begins. */
export type HistoryRecord =
  | { readonly line: number; readonly event: Event }
  | { readonly line: number; readonly fault: string; readonly text: string }

type OnBytes = (bytes: number) => void

/** What a fault shows of a line. */
const shownCharacters = 500

const tooLarge = `an event has at most ${limits.eventBytes} bytes`

/** The event marked as loaded from history, unless it says something else itself; or its fault. */
function recordOf(line: number, text: string, value: unknown): HistoryRecord {
  const fault = (reason: string) => ({ line, fault: reason, text: text.slice(0, shownCharacters) })
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fault('an event is a JSON object')
  }
  const event = { backfill: true, ...value }
  const size = Buffer.byteLength(JSON.stringify(event))
  return size > limits.eventBytes ? fault(tooLarge) : { line, event }
}

function readLine({ line, text, isTooLong }: Line): HistoryRecord {
  const fault = (reason: string) => ({ line, fault: reason, text: text.slice(0, shownCharacters) })
  if (isTooLong) return fault(`${tooLarge}, the line has more than ${longestLine}`)
  if (text.includes('\ufffd')) return fault('holds U+FFFD: the file is not UTF-8, or was damaged')
  try {
    return recordOf(line, text, readJson(text))
  } catch (error) {
    return fault(`no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function* plainBytes(file: string, onBytes: OnBytes): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    onBytes(bytes)
    yield chunk
  }
}

async function* readNdjson(file: string, onBytes: OnBytes): AsyncGenerator<HistoryRecord> {
  const bytes = /\.gz$/i.test(file)
    ? gunzipped(file, statSync(file).size, onBytes)
    : plainBytes(file, onBytes)
  for await (const block of linesOf(readText(bytes, 'utf-8'))) {
    for (const line of block) yield readLine(line)
  }
}

const typeOf = new Map<string, ColumnType>(
  eventColumns
    .filter(({ name }) => !['received_at', 'content_hash', 'cleared'].includes(name))
    .map(({ name, type }) => [name, type]),
)

/** Text that does not fit the type is sent as it is, so that ingest says what is wrong with it. */
function cellValue(name: string, text: string): unknown {
  if (text === 'null') return null
  const type = typeOf.get(name)
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text)
  if (type !== 'json') return text
  try {
    return readJson(text)
  } catch {
    return text
  }
}

function checkHeader(names: readonly string[]): void {
  const unknown = names.filter((name) => !typeOf.has(name))
  const repeated = names.filter((name, index) => names.indexOf(name) !== index)
  if (unknown.length > 0) {
    throw new UsageError(
      `has columns that are no fields of events: ${unknown.join(', ')}; queries/README.md lists ` +
        'the fields, own ones go into properties, and npm run import reads other tables',
    )
  }
  if (repeated.length > 0) throw new UsageError(`has two columns named ${repeated[0]}`)
  for (const needed of ['type', 'occurred_at', 'source_system']) {
    if (!names.includes(needed)) throw new UsageError(`has no column ${needed}`)
  }
}

function readRow(row: TableRow, names: readonly string[]): HistoryRecord {
  const { line } = row
  if ('aside' in row) return { line, fault: 'is no record', text: row.aside }
  if ('fault' in row) return { line, fault: row.fault, text: '' }
  const cells = row.cells.map((cell, index) => [names[index] ?? '', cell] as const)
  const given = cells.filter(([, cell]) => cell !== '')
  const fields = given.map(([name, cell]) => [name, cellValue(name, cell)] as const)
  return recordOf(line, row.cells.join(','), Object.fromEntries(fields))
}

async function* readCsv(file: string, onBytes: OnBytes): AsyncGenerator<HistoryRecord> {
  const { names, rows } = await openTable(file, { encoding: 'utf-8', onBytes })
  checkHeader(names)
  for await (const block of rows) for (const row of block) yield readRow(row, names)
}

function readerOf(file: string): typeof readCsv {
  if (/\.(ndjson|jsonl)(\.gz)?$/i.test(file)) return readNdjson
  if (/\.csv(\.gz)?$/i.test(file)) return readCsv
  throw new UsageError('must end in .ndjson, .jsonl or .csv, or in one of them and .gz')
}

/**
 * The events of a history file in constant memory, in the order of its lines: NDJSON (`.ndjson`,
 * `.jsonl`) with an event a line, or CSV whose columns are fields of events (an empty cell leaves the
 * field out, `null` clears it); either may be packed by gzip. Throws UsageError for any other file.
 */
export async function* readHistory(file: string, onBytes: OnBytes): AsyncGenerator<HistoryRecord> {
  try {
    yield* readerOf(file)(file, onBytes)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(`${file} ${error.message}`, { cause: error })
  }
}
