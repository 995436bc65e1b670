import { UsageError } from '#core/errors.ts'
import { checkFolder, takeFiles } from '#local/dump-folder.ts'
import type { Pipeline } from '#local/pipeline.ts'
import { showProgress } from '#local/progress.ts'
import { requireData, withPipeline } from './connect.ts'
import { dataOf, runCommand, text } from './run.ts'

const help = `Writes the whole event log, the reference data and every table as Parquet and as CSV.

  npm run dump -- --to <folder> [options]

  --to <folder>  where to: a new or empty folder, or an earlier dump, which it replaces
  --data <dir>   data folder (default .data)
  --help         show this

The folder gets parquet/<table>.parquet and csv/<table>.csv, all of one build, and manifest.json with
its cut and the rows of each table. queries/README.md says what the columns mean. Values are as
stored, so that both can be loaded again: text of a CSV that begins with =, +, - or @ is not guarded
against spreadsheets that would run it as a formula. The CSV of a report is.

  npm run dump -- --to my-data`

async function dump(pipeline: Pipeline, folder: string) {
  let status = await pipeline.dump({})
  const progress = showProgress('Dumping', status.total, 'tables')
  while (!status.isDone) {
    status = await pipeline.dump({ id: status.id })
    progress.update(status.tables.length)
  }
  progress.stop()
  await takeFiles(folder, status)
  return status
}

await runCommand({
  help,
  options: { to: { type: 'string' }, data: { type: 'string' } },
  words: { least: 0, most: 0, name: 'no words' },
  async run(_words, options) {
    const folder = text(options, 'to')
    if (folder === undefined) throw new UsageError('--to <folder> is missing; see --help')
    const dataDir = dataOf(options)
    requireData(dataDir)
    await checkFolder(folder, dataDir)
    const { tables, cut } = await withPipeline(dataDir, async ({ pipeline }) => {
      await pipeline.settle()
      return dump(pipeline, folder)
    })
    const events = tables.find(({ name }) => name === 'event_log')?.rows ?? 0
    console.log(`${folder}: ${tables.length} tables, ${events} events, up to ${cut}`)
    return 0
  },
})
