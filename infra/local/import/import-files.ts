import { stat } from 'node:fs/promises'
import { basename, matchesGlob } from 'node:path'
import { UsageError } from '#core/errors.ts'
import { limits } from '#core/limits.ts'
import { readCsv } from './csv.ts'
import { misread } from './decode.ts'
import type { RowFault } from './fields.ts'
import type { FileMapping, Mapping } from './mapping.ts'
import { type MappedEvent, planRows } from './plan.ts'
import { type BrokenLine, type CsvRecord, isBroken } from './records.ts'
import { createSender, type Post, type Sender } from './sender.ts'
import type { FileSummary, ImportSummary } from './summary.ts'
import { createTally, type Tally } from './tally.ts'

export interface ImportProgress {
  readonly file: string
  readonly bytes: number
  readonly totalBytes: number
}

export interface ImportOptions {
  readonly files: readonly string[]
  readonly mapping: Mapping
  readonly post: Post
  readonly onProgress?: (progress: ImportProgress) => void
  /** Waits before an event is sent again. */
  readonly pause?: (ms: number) => Promise<unknown>
}

/** The entry of the mapping for a file; throws UsageError when there is none. */
function entryFor(file: string, { files }: Mapping): FileMapping {
  const name = basename(file)
  const entry = files.find(({ match }) => match === name || matchesGlob(name, match))
  if (entry) return entry
  throw new UsageError(
    `no entry of the mapping matches it; they match ${files.map(({ match }) => match).join(', ')}`,
  )
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(error.code === 'ENOENT' ? 'no such file' : error.message)
  })
  if (!found.isFile()) throw new UsageError('is not a file')
  return found.size
}

/** The names of the columns, trimmed; throws UsageError when the line cannot be read as a header. */
function headerOf(first: CsvRecord | BrokenLine | undefined): readonly string[] {
  if (first === undefined) throw new UsageError('is empty: the first line must name the columns')
  const fault = isBroken(first) ? first.message : misread(first.cells.join(' '))
  if (fault !== undefined) throw new UsageError(`line ${first.line}: ${fault}`)
  return isBroken(first) ? [] : first.cells.map((name) => name.trim())
}

type Row = { readonly line: number } & ({ readonly events: readonly MappedEvent[] } | RowFault)

/** What each row of the file makes, in constant memory; throws UsageError when the file cannot be read. */
async function* readRows(
  file: string,
  entry: FileMapping,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Row> {
  let columns: readonly string[] | undefined
  let plan: ReturnType<typeof planRows> | undefined
  for await (const block of readCsv(file, { ...entry, onBytes })) {
    for (const item of block) {
      if (columns === undefined || plan === undefined) {
        columns = headerOf(item)
        plan = planRows(entry, columns)
      } else {
        yield { line: item.line, ...rowOf(item, columns, plan) }
      }
    }
  }
  if (columns === undefined) headerOf(undefined)
}

function rowOf(
  item: CsvRecord | BrokenLine,
  columns: readonly string[],
  plan: ReturnType<typeof planRows>,
): { events: readonly MappedEvent[] } | RowFault {
  if (isBroken(item)) return { column: columns[item.cell] ?? '', reason: item.message }
  if (item.cells.length !== columns.length) {
    const reason = `${item.cells.length} cells where the header has ${columns.length}`
    return { column: columns[item.cells.length] ?? '', reason }
  }
  const made = plan(item.cells)
  return 'reason' in made ? made : { events: made }
}

const tooLarge: RowFault = {
  column: '',
  reason: `makes an event of more than ${limits.eventBytes} bytes`,
}

async function takeRow(row: Row, tally: Tally, sender: Sender): Promise<void> {
  tally.count('rows')
  if ('reason' in row) {
    tally.badRow(row.line, row)
    return
  }
  const sizes = row.events.map(({ event }) => Buffer.byteLength(JSON.stringify(event)))
  if (sizes.some((size) => size > limits.eventBytes)) {
    tally.badRow(row.line, tooLarge)
    return
  }
  if (row.events.length === 0) tally.count('unusedRows')
  for (const [index, mapped] of row.events.entries()) {
    await sender.add(row.line, mapped, sizes[index] ?? 0)
  }
}

async function importFile(file: string, options: ImportOptions): Promise<FileSummary> {
  const { mapping, post, pause, onProgress } = options
  const tally = createTally(file)
  const sender = createSender({ file, post, pause, settle: tally.settle })
  const readAll = async () => {
    const totalBytes = await sizeOf(file)
    const rows = readRows(file, entryFor(file, mapping), (bytes) =>
      onProgress?.({ file, bytes, totalBytes }),
    )
    for await (const row of rows) await takeRow(row, tally, sender)
  }
  const failure = await readAll().then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof UsageError) return error.message
      throw error
    },
  )
  await sender.flush()
  return tally.summary(failure)
}

/**
 * Imports CSV files one after another through `post`, in batches. What is wrong with a file or a
 * row is in the summary and stops nothing else; what goes wrong with posting is thrown, naming file
 * and line. Importing the same files again is safe: stored events are answered `duplicate`.
 */
export async function importFiles(options: ImportOptions): Promise<ImportSummary> {
  const files: FileSummary[] = []
  for (const file of options.files) files.push(await importFile(file, options))
  return { files }
}
