import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from 'vitest'
import { openRuntime, type Runtime } from '#local/runtime.ts'
import { sampleBatches } from '#local/sample/sample.ts'
import { sampleReference } from '#local/sample-reference.ts'

/** Takes in the whole sample business, each batch at its own time, and builds its models once. */
async function playInto(folder: string): Promise<Runtime> {
  const runtime = await openRuntime(folder)
  for (const [index, { receivedAt, events }] of [...sampleBatches()].entries()) {
    runtime.clock.hold(new Date(receivedAt))
    if (index === 0) for (const request of sampleReference()) await runtime.reference(request)
    await runtime.post(events)
  }
  await runtime.settle()
  return runtime
}

/** A test that is given the sample business, built once for all tests of the file. */
export const test = base
  .extend('dataFolder', { scope: 'file' }, () => mkdtemp(join(tmpdir(), 'sample-business-')))
  .extend('business', { scope: 'file' }, async ({ dataFolder }, { onCleanup }) => {
    const runtime = await playInto(dataFolder)
    onCleanup(async () => {
      await runtime.close()
      await rm(dataFolder, { recursive: true, force: true })
    })
    return runtime
  })
