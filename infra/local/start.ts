import { UsageError } from '#core/errors.ts'
import { dataOf, runCommand, text } from './commands/run.ts'

const defaultPort = 4800

const help = `Runs the whole pipeline on this machine and serves its reports.

  npm start [-- options]

  --data <dir>   data folder, made when missing (default .data)
  --port <n>     port on 127.0.0.1, 0 for any free one (default ${defaultPort})
  --empty        load no sample business into a new folder
  --once         load, build, write the reports and end
  --help         show this

A new folder is filled with a sample business first; a second start goes on with what is there.
Send your own events to POST /v1/events, or load files by npm run import.`

function portOf(given: string | undefined): number {
  const port = given === undefined ? defaultPort : Number(given)
  if (Number.isInteger(port) && port >= 0 && port <= 65535 && given !== '') return port
  throw new UsageError(`--port is "${given}"; allowed are 0 to 65535`)
}

await runCommand({
  help,
  options: {
    data: { type: 'string' },
    port: { type: 'string' },
    empty: { type: 'boolean' },
    once: { type: 'boolean' },
  },
  words: { least: 0, most: 0, name: 'no words beside the options' },
  async run(_, options) {
    const port = portOf(text(options, 'port'))
    // Loaded here, so that a wrong call is answered at once.
    const { serve } = await import('./serve.ts')
    const { once, empty } = options
    return serve({
      dataDir: dataOf(options),
      port,
      once: once === true,
      empty: empty === true,
    })
  },
})
