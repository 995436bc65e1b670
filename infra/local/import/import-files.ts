import { stat } from 'node:fs/promises'
import { basename, matchesGlob } from 'node:path'
import { UsageError } from '#core/errors.ts'
import { limits } from '#core/limits.ts'
import type { RowFault } from './fields.ts'
import type { FileMapping, Mapping } from './mapping.ts'
import { type Gone, type MappedEvent, planRows } from './plan.ts'
import { createSender, type Post, type Sender } from './sender.ts'
import { openSnapshotStore, type SnapshotStore } from './snapshot-store.ts'
import { createSnapshots, type Snapshots } from './snapshots.ts'
import type { FileSummary, ImportSummary } from './summary.ts'
import { openTable, type TableRow } from './table.ts'
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
  /** What was sent before; without it nothing is known of earlier imports. */
  readonly snapshots?: SnapshotStore
  /** The instant of the exports; each file's own time when absent. */
  readonly exportedAt?: string | undefined
  /** Waits before an event is sent again. */
  readonly pause?: ((ms: number) => Promise<unknown>) | undefined
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

type Row = { readonly line: number } & (
  | { readonly events: readonly (MappedEvent | Gone)[] }
  | { readonly aside: string }
  | RowFault
)

interface Reading {
  readonly file: string
  readonly entry: FileMapping
  readonly exportedAt: string
  readonly onBytes: (bytes: number) => void
}

/** What each row of the file makes, in constant memory; throws UsageError when the file cannot be read. */
async function* readRows({ file, entry, exportedAt, onBytes }: Reading): AsyncGenerator<Row[]> {
  const { encoding, delimiter, skip_totals: skipTotals } = entry
  const { names, rows } = await openTable(file, { encoding, delimiter, onBytes, skipTotals })
  const plan = planRows(entry, names, exportedAt)
  for await (const block of rows) {
    yield block.map((row) => ({ line: row.line, ...madeOf(row, names, plan) }))
  }
}

function madeOf(row: TableRow, names: readonly string[], plan: ReturnType<typeof planRows>) {
  if ('aside' in row) return { aside: row.aside }
  if ('fault' in row) return { column: names[row.cell] ?? '', reason: row.fault }
  const made = plan(row.cells)
  return 'reason' in made ? made : { events: made }
}

const tooLarge: RowFault = {
  column: '',
  reason: `makes an event of more than ${limits.eventBytes} bytes`,
}

interface Intake {
  readonly tally: Tally
  readonly sender: Sender
  readonly snapshots: Snapshots
}

const sizeOfEvent = ({ event }: MappedEvent) => Buffer.byteLength(JSON.stringify(event))

const isTooLarge = (mapped: MappedEvent | Gone) =>
  'event' in mapped && sizeOfEvent(mapped) > limits.eventBytes

/** What is to be sent of an event; nothing of one that is bad or known, which is counted. */
function judged(line: number, mapped: MappedEvent | Gone, { tally, snapshots }: Intake) {
  const judgement = 'gone' in mapped ? snapshots.judgeGone(mapped) : snapshots.judge(mapped)
  if ('send' in judgement) return judgement.send
  if ('reason' in judgement) tally.badRow(line, judgement)
  else tally.count(judgement.skip)
  return []
}

/** The events of a row that are to be sent; all else that the row tells is counted. */
function takeRow(row: Row, intake: Intake): readonly MappedEvent[] {
  const { tally } = intake
  if ('aside' in row) {
    tally.aside(row.line, row.aside)
    return []
  }
  tally.count('rows')
  if ('reason' in row || row.events.some(isTooLarge)) {
    tally.badRow(row.line, 'reason' in row ? row : tooLarge)
    return []
  }
  if (!row.events.some((each) => 'event' in each)) tally.count('unusedRows')
  return row.events.flatMap((mapped) => judged(row.line, mapped, intake))
}

async function takeRows(rows: readonly Row[], intake: Intake): Promise<void> {
  for (const row of rows) {
    for (const mapped of takeRow(row, intake)) {
      const room = intake.sender.add(row.line, mapped, sizeOfEvent(mapped))
      if (room !== undefined) await room
    }
  }
}

/** When a file was exported: unless it is said, when it was last written. */
async function exportTimeOf(file: string, said: string | undefined): Promise<string> {
  return said ?? (await stat(file)).mtime.toISOString()
}

async function importFile(
  file: string,
  options: ImportOptions,
  store: SnapshotStore,
): Promise<FileSummary> {
  const { mapping, post, pause, onProgress } = options
  const tally = createTally(file)
  const readAll = async () => {
    const totalBytes = await sizeOf(file)
    const entry = entryFor(file, mapping)
    const exportedAt = await exportTimeOf(file, options.exportedAt)
    const snapshots = createSnapshots(store, exportedAt)
    const sender = createSender({
      file,
      post,
      pause,
      settle(line, mapped, result) {
        snapshots.settle(mapped, result.status === 'accepted' || result.status === 'duplicate')
        tally.settle(line, mapped, result)
      },
    })
    const onBytes = (bytes: number) => onProgress?.({ file, bytes, totalBytes })
    try {
      for await (const rows of readRows({ file, entry, exportedAt, onBytes })) {
        await takeRows(rows, { tally, sender, snapshots })
      }
    } finally {
      await sender.flush()
      store.commit()
    }
  }
  const failure = await readAll().then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof UsageError) return error.message
      throw error
    },
  )
  return tally.summary(failure)
}

/**
 * Imports CSV files one after another through `post`, in batches. What is wrong with a file or a
 * row is in the summary and stops nothing else; what goes wrong with posting is thrown, naming file
 * and line. Importing the same files again is safe: stored events are answered `duplicate`.
 */
export async function importFiles(options: ImportOptions): Promise<ImportSummary> {
  const files: FileSummary[] = []
  const store = options.snapshots ?? openSnapshotStore(':memory:')
  try {
    for (const file of options.files) files.push(await importFile(file, options, store))
  } finally {
    if (options.snapshots === undefined) store.close()
  }
  return { files }
}
