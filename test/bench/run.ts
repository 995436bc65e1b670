import { availableParallelism, cpus, totalmem } from 'node:os'
import { UsageError } from '#core/errors.ts'
import { choice, type OptionValues, runCommand, text } from '#local/commands/run.ts'
import { type BenchOptions, benchmark } from './benchmark.ts'
import { benchmarkFunctions } from './functions.ts'
import { benchmarkImport } from './import.ts'
import { openPlace, type Place } from './place.ts'

const help = `Measures the deployed functions against the least that code could do, and the pipeline on
generated events as ratios to a plain scan of the same data.

  npm run bench -- [options]

  --only <part>     functions: start, CPU and Parquet of the deployed functions, in two minutes
                    pipeline: funnels, build, report and refresh
                    import: a CSV of events from import to report
                    (default functions and pipeline)
  --events <n>      events in the log (default 10000000, which wants 15 GB of disk and an hour) or,
                    with --only import, in the CSV (default 1000000)
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

/** Runs the work in a place of its own and shows its table. */
async function measureIn(events: number, work: (place: Place) => Promise<string>): Promise<void> {
  console.log(`${events.toLocaleString('en')} events`)
  const place = await openPlace()
  try {
    console.log(`\n${await work(place)}`)
  } finally {
    await place.close()
  }
}

await runCommand({
  help,
  options: {
    only: { type: 'string' },
    events: { type: 'string' },
    runs: { type: 'string' },
    python: { type: 'string' },
    'no-build': { type: 'boolean' },
  },
  words: { least: 0, most: 0, name: 'no words' },
  async run(_words, options) {
    const only = choice(options, 'only', ['all', 'functions', 'pipeline', 'import'], 'all')
    const events = number(options, 'events', only === 'import' ? 1_000_000 : 10_000_000, 10_000)
    const runs = number(options, 'runs', 5, 1)
    const python = text(options, 'python') ?? 'python3'
    const build = options['no-build'] !== true
    const bench: BenchOptions = { events, runs, python, build }
    console.log(`${machine()}, Node ${process.version}`)
    if (only === 'import') await measureIn(events, (place) => benchmarkImport(place, events, runs))
    if (only === 'all' || only === 'functions') console.log(`\n${await benchmarkFunctions(runs)}\n`)
    if (only === 'all' || only === 'pipeline')
      await measureIn(events, (place) => benchmark(place, bench))
    return 0
  },
})
