import { statSync } from 'node:fs'
import { join } from 'node:path'
import { requireData, withPipeline } from './connect.ts'
import { dataOf, runCommand } from './run.ts'
import { untilDone } from './slices.ts'

const help = `Drops tables that no version needs any more and merges the database's log into its file.

  npm run maintain -- [options]

  --data <dir>   data folder (default .data)
  --help         show this

The function maintain does the same for a deployment every week, and compacts the event log there.
Nothing that a report can read is changed, and nothing needs this command.`

const megabytesOf = (dataDir: string) =>
  (statSync(join(dataDir, 'warehouse.duckdb')).size / 1e6).toFixed(1)

await runCommand({
  help,
  options: { data: { type: 'string' } },
  words: { least: 0, most: 0, name: 'no words' },
  async run(_words, options) {
    const dataDir = dataOf(options)
    requireData(dataDir)
    const before = megabytesOf(dataDir)
    const dropped: string[] = []
    await withPipeline(dataDir, async ({ pipeline }) => {
      for await (const slice of untilDone(() => pipeline.maintain())) {
        dropped.push(...slice.dropped)
      }
    })
    for (const name of dropped) console.log(`Dropped ${name}`)
    console.log(
      `${dropped.length} dropped; the database file had ${before} MB and has ${megabytesOf(dataDir)} MB`,
    )
    return 0
  },
})
