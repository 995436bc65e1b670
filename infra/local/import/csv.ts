import { UsageError } from '#core/errors.ts'
import { type Encoding, readText } from './decode.ts'
import { type BrokenLine, type CsvRecord, createAssembler, maxRecordLength } from './records.ts'
import { openSource } from './source.ts'
import { readWorkbook } from './workbook.ts'

export interface CsvOptions {
  readonly encoding?: Encoding | undefined
  readonly delimiter?: string | undefined
  readonly onBytes?: ((bytes: number) => void) | undefined
}

const lineEnd = /\r\n|\n|\r/g

/** Splits off the complete lines, with their ends; a last `\r` may be half of a line end. */
function splitLines(text: string): { lines: string[]; rest: string } {
  const lines: string[] = []
  let from = 0
  for (const match of text.matchAll(lineEnd)) {
    const to = match.index + match[0].length
    if (match[0] === '\r' && to === text.length) break
    lines.push(text.slice(from, to))
    from = to
  }
  return { lines, rest: text.slice(from) }
}

async function* readLines(
  bytes: AsyncIterable<Buffer>,
  { encoding, delimiter = ',' }: CsvOptions,
): AsyncGenerator<(CsvRecord | BrokenLine)[]> {
  const assembler = createAssembler(delimiter)
  let rest = ''
  let line = 0
  for await (const text of readText(bytes, encoding)) {
    const split = splitLines(rest + text)
    rest = split.rest
    if (rest.length > maxRecordLength)
      throw new UsageError(`line ${line + split.lines.length + 1} is too long for a CSV file`)
    for (const each of split.lines) assembler.add({ line: ++line, text: each })
    const block = assembler.take(false)
    if (block.length > 0) yield block
  }
  if (rest !== '') assembler.add({ line: line + 1, text: rest })
  yield assembler.take(true)
}

/**
 * The records of a table in blocks: a CSV file in constant memory, packed or not (any line end,
 * quotes as in RFC 4180, empty lines left out; a broken line costs that line only), or a workbook.
 * Throws UsageError for a file that is neither, where the byte order mark contradicts the encoding
 * and at a line of more than a million characters.
 */
export async function* readCsv(
  file: string,
  options: CsvOptions,
): AsyncGenerator<(CsvRecord | BrokenLine)[]> {
  const source = await openSource(file, options.onBytes)
  if (source.kind === 'text') yield* readLines(source.bytes, options)
  else yield await readWorkbook(file)
}
