import { availableParallelism, cpus, totalmem } from 'node:os'
import { UsageError } from '#core/errors.ts'
import { type OptionValues, runCommand, text } from '#local/commands/run.ts'
import { benchmark } from './benchmark.ts'
import { openPlace } from './place.ts'

const help = `Measures the pipeline on generated events, as ratios to a plain scan of the same data.

  npm run bench -- [options]

  --events <n>      events in the log (default 10000000, which wants 15 GB of disk and an hour)
  --runs <n>        runs behind each median (default 5, fewer where one takes long)
  --python <path>   Python for ClickHouse (default python3), which gets chdb in a temporary folder
  --no-build        without the build and what reads it
  --help            show this`

function number(options: OptionValues, name: string, fallback: number, least: number): number {
  const value = Number(text(options, name) ?? fallback)
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new UsageError(`--${name} takes a whole number from ${least}`)
}

function machine(): string {
  const memory = (totalmem() / 2 ** 30).toFixed(0)
  return `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${memory} GB of memory`
}

await runCommand({
  help,
  options: {
    events: { type: 'string' },
    runs: { type: 'string' },
    python: { type: 'string' },
    'no-build': { type: 'boolean' },
  },
  words: { least: 0, most: 0, name: 'no words' },
  async run(_words, options) {
    const events = number(options, 'events', 10_000_000, 10_000)
    const runs = number(options, 'runs', 5, 1)
    const python = text(options, 'python') ?? 'python3'
    console.log(`${events.toLocaleString('en')} events, ${machine()}, Node ${process.version}`)
    const place = await openPlace()
    try {
      const build = options['no-build'] !== true
      console.log(`\n${await benchmark(place, { events, runs, python, build })}`)
    } finally {
      await place.close()
    }
    return 0
  },
})
