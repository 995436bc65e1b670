import { isUtf8 } from 'node:buffer'
import { parse } from 'csv-parse/sync'
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

/** Encoding and delimiter of a file; of a workbook nothing. Throws UsageError as `openSource` does. */
export async function sniff(file: string): Promise<Partial<Sniffed>> {
  const source = await openSource(file)
  if (source.kind === 'workbook') return {}
  const bytes = await beginningOf(source.bytes)
  const encoding = encodingOf(bytes)
  const text = new TextDecoder(encoding).decode(bytes)
  return { encoding, delimiter: delimiterOf(text) }
}
