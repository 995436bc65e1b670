import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { UsageError } from '#core/errors.ts'
import { settings } from '#infra/settings.ts'
import { formatPrepared, openQuestions } from '#local/import/describe.ts'
import { type Entry, parseEntries } from '#local/import/draft.ts'
import { tryPost } from '#local/import/dry-run.ts'
import { mappingHelp } from '#local/import/help.ts'
import { type ImportProgress, importFiles } from '#local/import/import-files.ts'
import type { Mapping } from '#local/import/mapping.ts'
import { nextStep } from '#local/import/next-step.ts'
import { listFiles, type Prepared, prepareImport } from '#local/import/prepare.ts'
import { forgetful, openSnapshotStore, type SnapshotStore } from '#local/import/snapshot-store.ts'
import { formatSummary, type ImportSummary, isComplete } from '#local/import/summary.ts'
import type { Pipeline } from '#local/pipeline.ts'
import { type Progress, showProgress } from '#local/progress.ts'
import { withPipeline } from './connect.ts'
import { dataOf, defaultData, type OptionValues, runCommand, text } from './run.ts'

const help = `Imports exports of a CRM, of billing or of advertising as events, and builds the reports' tables anew.

  npm run import -- <files or folder> [options]

  --map <file>          mapping with what the files do not tell, or with events written out
  --dry-run             says what would happen and imports nothing
  --source <name>       the system that the files come from, when they do not tell (default import)
  --exported-at <time>  when the files were exported, such as 2026-03-01T09:00:00Z (default: when
                        each file was last written)
  --save <file>         where the mapping that was used is written (default mapping.json of the data folder)
  --data <dir>          data folder, made when missing (default .data)
  --help                show this

Files are CSV (any delimiter; UTF-8, UTF-16 or Windows-1252, other encodings by a mapping; also .gz
or a .zip of one file) or XLSX. Each is recognised by its header; what was understood is shown first,
and what is unclear stops the import before anything is stored, naming the line to add to a mapping.
Good rows are stored, bad ones listed by file, line and column; the exit code is 1 when there are any
or when a file was not imported. The same export again stores nothing; a newer one stores what
changed, and takes back a close that it no longer tells. Rates of exchange become reference data.

${mappingHelp}`

function readEntries(file: string): readonly Entry[] {
  let input: unknown
  try {
    input = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`cannot read the mapping ${file}: ${reason}`, { cause })
  }
  try {
    return parseEntries(input)
  } catch (cause) {
    if (cause instanceof UsageError) throw new UsageError(`${file}: ${cause.message}`, { cause })
    throw cause
  }
}

/** An instant in the option, as UTC; undefined when absent. */
function instantOf(options: OptionValues): string | undefined {
  const said = text(options, 'exported-at')
  if (said === undefined) return undefined
  const time = new Date(said)
  if (/T.*(Z|[+-]\d\d:\d\d)$/.test(said) && !Number.isNaN(time.getTime())) return time.toISOString()
  throw new UsageError(`--exported-at is "${said}"; write a time with offset, 2026-03-01T09:00:00Z`)
}

/** One bar per file, begun at its first bytes. */
function createFileProgress() {
  let bar: Progress | undefined
  let current: string | undefined
  return {
    update({ file, bytes, totalBytes }: ImportProgress) {
      if (file !== current) {
        bar?.stop()
        bar = showProgress(basename(file), totalBytes, 'bytes')
        current = file
      }
      bar?.update(bytes)
    },
    stop: () => bar?.stop(),
  }
}

async function prepare(paths: readonly string[], options: OptionValues) {
  const map = text(options, 'map')
  const prepared = await prepareImport(
    await listFiles(paths),
    map === undefined ? [] : readEntries(map),
    { zone: settings.zone, currency: settings.currency, sourceSystem: text(options, 'source') },
  )
  console.log(formatPrepared(prepared))
  const questions = openQuestions(prepared)
  if (questions.length > 0) {
    throw new UsageError(
      `nothing was imported; first settle what is unclear: write a line such as these into a file, all files of the import in one list, and give it as --map:\n${questions.join('\n')}`,
    )
  }
  return prepared
}

function saveMapping({ mappingJson }: Prepared, dataDir: string, options: OptionValues): void {
  const file = text(options, 'save') ?? join(dataDir, 'mapping.json')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(mappingJson, null, 2)}\n`)
  console.log(`The mapping used is in ${file}; edit it and give it as --map to import another way.`)
}

interface Run {
  readonly prepared: Prepared
  readonly mapping: Mapping
  readonly snapshots: SnapshotStore
  readonly exportedAt: string | undefined
}

async function send({ prepared, ...rest }: Run, post: Pipeline['post']): Promise<ImportSummary> {
  const progress = createFileProgress()
  const options = { ...rest, files: prepared.files, post, onProgress: progress.update }
  const summary = await importFiles(options).finally(progress.stop)
  console.log(formatSummary(summary))
  return summary
}

const exitCode = (summary: ImportSummary, { refused }: Prepared) =>
  isComplete(summary) && refused.length === 0 ? 0 : 1

/** Loads the rates of exchange; true when there are none or they were taken. */
async function loadRates({ rates }: Prepared, pipeline: Pipeline): Promise<boolean> {
  if (rates === undefined) return true
  const result = await pipeline.reference({ name: 'fx_rates.csv', text: rates })
  if ('counts' in result) {
    const { added, changed, unchanged } = result.counts
    console.log(`Rates of exchange: ${added} added, ${changed} changed, ${unchanged} unchanged`)
    return true
  }
  for (const { line, message } of result.faults.slice(0, 20)) {
    console.error(`Rates of exchange, line ${line} of the table they make: ${message}`)
  }
  return false
}

async function importInto(dataDir: string, run: Omit<Run, 'snapshots'>): Promise<number> {
  return withPipeline(dataDir, async ({ pipeline, url }) => {
    const snapshots = openSnapshotStore(join(dataDir, 'imports.db'))
    try {
      const taken = await loadRates(run.prepared, pipeline)
      const summary = await send({ ...run, snapshots }, pipeline.post)
      await pipeline.settle()
      const where = url ?? 'npm start, which shows all reports in the browser'
      const defaultFunnel = settings.funnels[0] ?? ''
      const options = dataDir === defaultData ? '' : ` --data ${dataDir}`
      console.log(await nextStep(pipeline, { defaultFunnel, where, options }))
      return taken ? exitCode(summary, run.prepared) : 1
    } finally {
      snapshots.close()
    }
  })
}

async function tryOut(dataDir: string, run: Omit<Run, 'snapshots'>): Promise<number> {
  const file = join(dataDir, 'imports.db')
  const store = openSnapshotStore(existsSync(file) ? file : ':memory:')
  const snapshots = forgetful(store)
  try {
    const summary = await send({ ...run, snapshots }, tryPost)
    console.log('This was a dry run: nothing was imported.')
    return exitCode(summary, run.prepared)
  } finally {
    snapshots.close()
    store.close()
  }
}

await runCommand({
  help,
  options: {
    map: { type: 'string' },
    data: { type: 'string' },
    source: { type: 'string' },
    save: { type: 'string' },
    'exported-at': { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
  words: { least: 1, most: Number.POSITIVE_INFINITY, name: 'files or a folder' },
  async run(paths, options) {
    const exportedAt = instantOf(options)
    const prepared = await prepare(paths, options)
    const { mapping } = prepared
    if (mapping === undefined && prepared.rates === undefined)
      throw new UsageError('no file could be imported')
    const dataDir = dataOf(options)
    saveMapping(prepared, dataDir, options)
    const run = { prepared, mapping: mapping ?? { files: [] }, exportedAt }
    return options['dry-run'] === true ? tryOut(dataDir, run) : importInto(dataDir, run)
  },
})
