import type { QueryEngine } from '#core/ports.ts'
import type { Schemas } from '#core/tasks.ts'
import { buildState, type LiveBuild } from './build.ts'
import { clearSchema } from './schema-contents.ts'
import { type LeasePorts, scratchState, withLease } from './state.ts'

interface BuildPorts extends LeasePorts {
  readonly engine: QueryEngine
  readonly schemas: Schemas
  /** How long a reader may go on using a schema after another one became live. */
  readonly retireMs: number
}

/**
 * Drops the build before the live one, when nobody can be reading it any more, and what a scratch
 * build may have left. Answers the instant from which it can when that is still to come.
 */
export async function dropFormerBuild(ports: BuildPorts): Promise<string | undefined> {
  const { engine, clock, schemas, retireMs } = ports
  let wait: string | undefined
  await withLease<LiveBuild | undefined>(ports, buildState, async (live) => {
    const free = new Date(Date.parse(live?.builtAt ?? '') + retireMs)
    if (live && clock.now() < free) wait = free.toISOString()
    else
      for (const slot of schemas.slots) if (slot !== live?.schema) await clearSchema(engine, slot)
    return live
  })
  if (wait !== undefined) return wait
  await withLease<null>(ports, scratchState, async () => {
    await clearSchema(engine, schemas.scratch)
    return null
  })
  return undefined
}
