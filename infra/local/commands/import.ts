import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { UsageError } from '#core/errors.ts'
import { mappingHelp } from '#local/import/help.ts'
import { type ImportProgress, importFiles } from '#local/import/import-files.ts'
import { type Mapping, parseMapping } from '#local/import/mapping.ts'
import { formatSummary, isComplete } from '#local/import/summary.ts'
import { type Progress, showProgress } from '#local/progress.ts'
import { withPipeline } from './connect.ts'
import { dataOf, runCommand, text } from './run.ts'

const help = `Imports CSV files as events and builds the reports' tables anew.

  npm run import -- <csv files> --map <mapping.json> [options]

  --map <file>   says which columns make which events
  --data <dir>   data folder, made when missing (default .data)
  --help         show this

Good rows are stored, bad ones listed by file, line and column; the exit code is 1 when there are
any. Importing a file again stores nothing twice.

${mappingHelp}`

function mappingOf(file: string | undefined): Mapping {
  if (file === undefined) throw new UsageError('--map <mapping.json> is missing; see --help')
  let input: unknown
  try {
    input = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`cannot read the mapping ${file}: ${reason}`, { cause })
  }
  try {
    return parseMapping(input)
  } catch (cause) {
    if (cause instanceof UsageError) throw new UsageError(`${file}: ${cause.message}`, { cause })
    throw cause
  }
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

await runCommand({
  help,
  options: { map: { type: 'string' }, data: { type: 'string' } },
  words: { least: 1, most: Number.POSITIVE_INFINITY, name: 'one or more CSV files' },
  async run(files, options) {
    const mapping = mappingOf(text(options, 'map'))
    return withPipeline(dataOf(options), async ({ pipeline, url }) => {
      const progress = createFileProgress()
      const summary = await importFiles({
        files,
        mapping,
        post: pipeline.post,
        onProgress: progress.update,
      }).finally(progress.stop)
      console.log(formatSummary(summary))
      await pipeline.settle()
      console.log(
        url === undefined
          ? 'Next: npm run report -- conversion --period all, or npm start'
          : `Next: npm run report -- conversion --period all, or ${url}`,
      )
      return isComplete(summary) ? 0 : 1
    })
  },
})
