import { UsageError } from '#core/errors.ts'
import { type ReplayRequest, type ReplayStatus, replaySources } from '#handlers/replay.ts'
import type { Pipeline } from '#local/pipeline.ts'
import { requireData, withPipeline } from './connect.ts'
import { dataOf, runCommand, text } from './run.ts'
import { untilDone } from './slices.ts'

const help = `Sends again what got stuck or lost. Nothing is counted twice, and stopped in between the same
command goes on.

  npm run replay -- <source> [options]

  quarantine  refused events, through ingest, after what refused them was mended; what is refused again
              stays and is counted by its reason
  landing     merges what has landed again into the event log
  failures    batches that the change feed of a deployment gave up; one machine gives none up
  lake        makes the event log again from the event table and compares the two

  --since <day>  for landing: from this day of writing on, YYYY-MM-DD (default all)
  --data <dir>   data folder (default .data)
  --help         show this

  npm run replay -- quarantine`

/** One line a word, the most frequent first. */
function tell({ source, counts, done }: ReplayStatus): void {
  const lines = Object.entries(counts).toSorted(([, a], [, b]) => b - a)
  if (lines.length === 0) console.log(`${source}: nothing to do`)
  else console.log(`${source}${done ? '' : ', so far'}:`)
  for (const [word, count] of lines) console.log(`  ${count} ${word}`)
}

async function replay(pipeline: Pipeline, request: ReplayRequest): Promise<void> {
  for await (const status of untilDone(() => pipeline.replay(request))) {
    tell(status)
  }
}

await runCommand({
  help,
  options: { since: { type: 'string' }, data: { type: 'string' } },
  words: { least: 1, most: 1, name: 'one source' },
  async run([word], options) {
    const source = replaySources.find((each) => each === word)
    if (source === undefined) {
      throw new UsageError(`source "${word}": allowed are ${replaySources.join(', ')}`)
    }
    const since = text(options, 'since')
    if (since !== undefined && source !== 'landing') {
      throw new UsageError('--since is for landing')
    }
    const dataDir = dataOf(options)
    requireData(dataDir)
    const request = { source, ...(since === undefined ? {} : { since }) }
    await withPipeline(dataDir, ({ pipeline }) => replay(pipeline, request))
    return 0
  },
})
