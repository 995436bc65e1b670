import { isUtf8 } from 'node:buffer'
import { parse } from 'csv-parse/sync'
import { UsageError } from '#core/errors.ts'
import { type Encoding, markOf } from './decode.ts'
import { openSource } from './source.ts'

/** How a text file is written, judged by its beginning. */
export interface Sniffed {
  readonly encoding: Encoding
  readonly delimiter: string
}

const sampleBytes = 262_144
const sampleLines = 100
const delimiters = [',', ';', '\t', '|']

async function beginningOf(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of bytes) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= sampleBytes) break
  }
  return Buffer.concat(chunks).subarray(0, sampleBytes)
}

/** UTF-16 without a mark has a zero in every second byte of Latin text. */
function wideEncodingOf(bytes: Buffer): Encoding | undefined {
  const zeros = [0, 0]
  for (let at = 0; at < Math.min(bytes.length, 2_000); at += 1) {
    if (bytes[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  }
  const [even = 0, odd = 0] = zeros
  if (even + odd < Math.min(bytes.length, 2_000) / 8) return undefined
  return odd > even ? 'utf-16le' : 'utf-16be'
}

/** The sample may end within a character. */
const isText = (bytes: Buffer) =>
  [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, Math.max(0, bytes.length - cut))))

function encodingOf(bytes: Buffer): Encoding {
  return markOf(bytes) ?? wideEncodingOf(bytes) ?? (isText(bytes) ? 'utf-8' : 'windows-1252')
}

/** Signs of Windows-1252 below its letters that are common in text: euro, dots, quotes, dashes, trade mark. */
const commonSigns: ReadonlySet<number> = new Set([
  ...[0x80, 0x84, 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99],
])
const longRun = 3

/**
 * The line in which text that is no UTF-8 does not look like Windows-1252 either, where letters with
 * marks stand alone among others; undefined when all is well.
 */
function strangeLine(bytes: Buffer): number | undefined {
  let [line, run, high, strange] = [1, 0, 0, 0]
  let first: number | undefined
  for (const byte of bytes) {
    if (byte === 0x0a) line += 1
    run = byte < 0x80 ? 0 : run + 1
    if (run === 0) continue
    high += 1
    if (run < longRun && (byte >= 0xa0 || commonSigns.has(byte))) continue
    // The first bytes of a run are as strange as its third.
    strange += run === longRun ? longRun : 1
    first ??= line
  }
  return strange * 2 > high ? first : undefined
}

/** The line of a text file whose encoding its bytes do not tell; undefined where they do. Throws UsageError for what is no text. */
export async function lineOfUnknownEncoding(file: string): Promise<number | undefined> {
  const source = await openSource(file)
  if (source.kind === 'workbook') return undefined
  const bytes = await beginningOf(source.bytes)
  if (encodingOf(bytes) !== 'windows-1252') return undefined
  if (bytes.includes(0)) throw new UsageError('is no text: it holds bytes of 0')
  return strangeLine(bytes)
}

function widthsWith(text: string, delimiter: string): number[] {
  try {
    const rows: string[][] = parse(text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      to: sampleLines,
    })
    return rows.map((row) => row.length)
  } catch {
    return []
  }
}

/** Rows that have the commonest number of cells, and that number; a table has more than one. */
function shapeWith(text: string, delimiter: string): { rows: number; width: number } {
  const counts = new Map<number, number>()
  for (const width of widthsWith(text, delimiter)) counts.set(width, (counts.get(width) ?? 0) + 1)
  const [width = 1, rows = 0] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? []
  return width > 1 ? { rows, width } : { rows: 0, width }
}

function delimiterOf(text: string): string {
  const [, said] = /^sep=(.)\r?\n/i.exec(text) ?? []
  if (said !== undefined) return said
  const lines = text.slice(0, Math.max(text.lastIndexOf('\n'), 0)) || text
  const shapes = delimiters.map((delimiter) => ({ delimiter, ...shapeWith(lines, delimiter) }))
  const [best] = shapes.sort((a, b) => b.rows - a.rows || b.width - a.width)
  return best === undefined || best.rows === 0 ? ',' : best.delimiter
}

/** The whole file is UTF-8, so that a replacement character in it stood there before. */
export async function isUtf8File(file: string): Promise<boolean> {
  const source = await openSource(file)
  if (source.kind === 'workbook') return true
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of source.bytes) decoder.decode(chunk, { stream: true })
    decoder.decode()
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

/** Encoding, unless it is said, and delimiter of a file; of a workbook nothing. Throws UsageError as `openSource` does. */
export async function sniff(file: string, said?: Encoding): Promise<Partial<Sniffed>> {
  const source = await openSource(file)
  if (source.kind === 'workbook') return {}
  const bytes = await beginningOf(source.bytes)
  const encoding = said ?? encodingOf(bytes)
  const text = new TextDecoder(encoding).decode(bytes)
  return { encoding, delimiter: delimiterOf(text) }
}
