import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { UsageError } from '#core/errors.ts'
import { limits } from '#core/limits.ts'
import { referenceTables } from '#core/reference-tables.ts'
import type { MissingRate } from '#handlers/missing-rates.ts'
import type { ReferenceRequest, ReferenceResult } from '#handlers/reference.ts'
import { withPipeline } from './connect.ts'
import { dataOf, runCommand } from './run.ts'

const tableHelp = referenceTables.map(
  ({ name, columns, doc }) =>
    `  ${name}: ${doc}\n    ${columns.map((column) => column.name).join(', ')}`,
)

const help = `Loads reference data from CSV files and builds the reports' tables anew.

  npm run reference -- <csv files> [options]

  --remove       remove the rows that the files name by their key columns, instead of loading them
  --data <dir>   data folder, made when missing (default .data)
  --help         show this

The header says which table a file is for; queries/README.md describes the columns, and the files in
queries/sample are examples. A row replaces the one of the same key and leaves all others as they
are. With one line wrong nothing of that file is taken and what was loaded before stays; the exit
code is then 1. The first version of a row counts as known from the beginning; a report as of a
moment before a later change still sees the row as it was.

${tableHelp.join('\n')}

  npm run reference -- quotas.csv fx_rates.csv
  npm run reference -- --remove old_quotas.csv`

const mostShown = 20

function readRequest(path: string, removes: boolean): ReferenceRequest {
  try {
    const { size } = statSync(path)
    if (size > limits.referenceBytes) {
      throw new UsageError(
        `it has ${size} bytes, allowed are ${limits.referenceBytes}; split it, the rows of several files add up`,
      )
    }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
    return { name: basename(path), text, removes }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`cannot read ${path}: ${reason}`, { cause })
  }
}

/** True when the file was taken. */
function tell(path: string, result: ReferenceResult): boolean {
  if ('counts' in result) {
    const { added, changed, unchanged, removed } = result.counts
    console.log(
      `${path}: ${result.table}, ${added} added, ${changed} changed, ${unchanged} unchanged, ${removed} removed`,
    )
    return true
  }
  const { faults } = result
  for (const { line, column, message } of faults.slice(0, mostShown)) {
    const place = column === undefined ? `line ${line}` : `line ${line}, column ${column}`
    console.error(`${path}: ${place}: ${message}`)
  }
  if (faults.length > mostShown) console.error(`${path}: and ${faults.length - mostShown} more`)
  console.error(`${path}: nothing of it was taken`)
  return false
}

function tellMissing(missing: readonly MissingRate[]): void {
  for (const { currency, days, events, first_on, last_on } of missing) {
    const when =
      first_on === last_on ? `on ${first_on}` : `on ${days} days, ${first_on} to ${last_on}`
    const what = events === 1 ? '1 event is' : `${events} events are`
    console.log(`No rate for ${currency} ${when}: ${what} left out of money totals`)
  }
}

await runCommand({
  help,
  options: { remove: { type: 'boolean' }, data: { type: 'string' } },
  words: { least: 1, most: Number.POSITIVE_INFINITY, name: 'one or more CSV files' },
  async run(paths, options) {
    const requests = paths.map((path) => readRequest(path, options.remove === true))
    return withPipeline(dataOf(options), async ({ pipeline }) => {
      let taken = true
      for (const [index, request] of requests.entries()) {
        const result = await pipeline.reference(request)
        taken = tell(paths[index] ?? request.name, result) && taken
      }
      await pipeline.settle()
      tellMissing(await pipeline.missingRates())
      return taken ? 0 : 1
    })
  },
})
