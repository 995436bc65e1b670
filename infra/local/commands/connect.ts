import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '#core/errors.ts'
import { connectTo } from '#local/client.ts'
import { readSampleState } from '#local/load-sample.ts'
import { claimFolder, urlOf } from '#local/owner.ts'
import type { Pipeline } from '#local/pipeline.ts'

/** Another command may hold the folder for as long as an import takes; then it is said. */
const patienceMs = 30_000

export interface Connection {
  readonly pipeline: Pipeline
  /** Address of the running server; undefined when this process does the work. */
  readonly url: string | undefined
}

async function openHere(dataDir: string): Promise<Pipeline> {
  // Loaded here, since a command that has a server to ask should answer at once.
  const { openRuntime } = await import('#local/runtime.ts')
  const runtime = await openRuntime(dataDir)
  const sample = await readSampleState(runtime.objects)
  if (sample && !sample.done) {
    await runtime.close()
    throw new UsageError(
      `the sample business in ${dataDir} is not complete; npm start goes on with it`,
    )
  }
  return runtime
}

/** Opens the pipeline of a data folder, through its owner when one runs, and closes it afterwards. */
export async function withPipeline<T>(
  dataDir: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const claim = await claimFolder(dataDir, patienceMs)
  if ('owner' in claim) {
    return work({ pipeline: connectTo(claim.owner), url: urlOf(claim.owner.port) })
  }
  try {
    const pipeline = await openHere(dataDir)
    try {
      return await work({ pipeline, url: undefined })
    } finally {
      await pipeline.close()
    }
  } finally {
    claim.hold.release()
  }
}

/** Throws UsageError when the folder holds no pipeline yet, instead of making an empty one. */
export function requireData(dataDir: string): void {
  if (existsSync(join(dataDir, 'events.db'))) return
  throw new UsageError(
    `no data in ${dataDir}: npm start loads a sample business, npm run import loads yours`,
  )
}
