import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { UsageError } from '#core/errors.ts'
import { type BackfillOptions, backfill } from '#local/backfill/backfill.ts'
import { type Mark, markFile, outcomes, rejectsFile } from '#local/backfill/mark.ts'
import type { Post } from '#local/import/sender.ts'
import { showProgress } from '#local/progress.ts'
import { withPipeline } from './connect.ts'
import { dataOf, runCommand, text } from './run.ts'

const help = `Sends a history of events, marked as such by "backfill": true, through the event API.

  npm run backfill -- <file> [options]

  --to <url>     a deployed API: the Url that cdk deploy printed; signed by the credentials of the
                 environment, whose identity needs execute-api:Invoke (default: the data folder)
  --data <dir>   data folder, made when missing (default .data)
  --help         show this

The file is NDJSON (.ndjson, .jsonl), one event a line as it would be posted, or CSV whose columns are
fields of events: an empty cell leaves the field out, null clears it. Either may be packed (.gz). Give
events an event_id: without one the id is a hash of the event, so that two equal events are one.
Lateness is not judged for such events. recorded_at says when the source knew an event, so that reports
can be asked for what was known then (--basis replayed).

Progress is kept in <file>.backfill.json: run the command again to go on after it was stopped, and a
file that was sent is not sent again. A file that changed meanwhile is refused. What was refused is in
<file>.rejects.ndjson with line and reasons; the exit code is then 1. Mend those lines and send them as
a file of their own: what is stored already is not stored twice.

  npm run backfill -- history.ndjson --to https://abc123.execute-api.eu-central-1.amazonaws.com`

const isOwnMachine = ({ hostname }: URL) => ['127.0.0.1', 'localhost'].includes(hostname)

function urlOf(given: string): URL {
  const url = URL.parse(given)
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isOwnMachine(url))
  if (url === null || !isSafe) {
    throw new UsageError(`--to is "${given}"; allowed is the https address of an event API`)
  }
  const path = url.pathname.replace(/\/+$/, '')
  return new URL(path.endsWith('/v1/events') ? path : `${path}/v1/events`, url)
}

async function postTo(url: URL): Promise<Post> {
  // Loaded here, since most people backfill their own machine.
  const { createEventsApi } = await import('#functions/aws/events-api.ts')
  if (isOwnMachine(url)) return createEventsApi({ url })
  const { ambientSigning } = await import('#functions/aws/signing.ts')
  return createEventsApi({ url, signing: ambientSigning() })
}

/** Sends the file with a bar of the megabytes read. */
async function send(options: Omit<BackfillOptions, 'pause'>): Promise<Mark> {
  const total = statSync(options.file, { throwIfNoEntry: false })?.size ?? 0
  const progress = showProgress('Backfill', Math.ceil(total / 1e6), 'MB')
  const onBytes = (bytes: number) => progress.update(Math.ceil(bytes / 1e6))
  try {
    return await backfill({ ...options, pause: wait, onBytes })
  } finally {
    progress.stop()
  }
}

function tell(file: string, { counts, to }: Mark): number {
  const parts = outcomes.map((outcome) => `${counts[outcome] ?? 0} ${outcome}`)
  console.log(`${file} to ${to}: ${parts.join(', ')}`)
  const refused = counts.conflict + counts.rejected + counts.unreadable
  const lines = refused === 1 ? '1 line is' : `${refused} lines are`
  if (refused > 0) console.log(`${lines} in ${rejectsFile(file)} with reasons`)
  console.log(`${markFile(file)} remembers that it was sent; remove it to send the file again`)
  return refused > 0 ? 1 : 0
}

await runCommand({
  help,
  options: { to: { type: 'string' }, data: { type: 'string' } },
  words: { least: 1, most: 1, name: 'one file' },
  async run([file = ''], options) {
    const given = text(options, 'to')
    if (given !== undefined) {
      const url = urlOf(given)
      return tell(file, await send({ file, to: url.href, post: await postTo(url) }))
    }
    const dataDir = dataOf(options)
    return withPipeline(dataDir, async ({ pipeline }) => {
      const { post } = pipeline
      const mark = await send({ file, to: resolve(dataDir), post })
      await pipeline.settle()
      return tell(file, mark)
    })
  },
})
