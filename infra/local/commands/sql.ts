import { requireData, withPipeline } from './connect.ts'
import { formatRows, rowFormats } from './rows.ts'
import { choice, dataOf, runCommand } from './run.ts'

const help = `Runs one read-only query over the live build; queries/README.md lists tables and columns.

  npm run sql -- "select ..." [options]

  --format <f>   table, csv or json (default table)
  --data <dir>   data folder (default .data)
  --help         show this

  npm run sql -- "select type, count(*) as events from events group by type order by type"`

await runCommand({
  help,
  options: { format: { type: 'string' }, data: { type: 'string' } },
  words: { least: 1, most: 1, name: 'one query in quotes' },
  async run([query = ''], options) {
    const format = choice(options, 'format', rowFormats, 'table')
    const dataDir = dataOf(options)
    requireData(dataDir)
    const result = await withPipeline(dataDir, async ({ pipeline }) => {
      await pipeline.settle()
      return pipeline.sql({ query })
    })
    console.log(formatRows(result, format))
    if (result.truncated) console.error(`only the first ${result.rows.length} rows are shown`)
    return 0
  },
})
