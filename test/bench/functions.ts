import { bundleLines } from './bundles.ts'
import { encodeLines } from './encode.ts'
import { handlerLines, storedEvents } from './handlers.ts'
import { tableOf } from './table.ts'

/** The largest batch that the stream hands to the export. */
const batch = 10_000

/** Measures the deployed functions without AWS: code, start, CPU per event, Parquet. */
export async function benchmarkFunctions(runs: number): Promise<string> {
  const stored = storedEvents(batch)
  const handlers = await handlerLines(stored, runs)
  const encoded = await encodeLines(stored, runs)
  return tableOf([...(await bundleLines(runs)), ...handlers, ...encoded])
}
