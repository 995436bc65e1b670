import { BusyError } from '#core/errors.ts'
import { log } from '#core/log.ts'
import type { QueryEngine } from '#core/ports.ts'
import { referenceHash } from '#core/reference-versions.ts'
import { type Slice, sliceOf } from '#core/slices.ts'
import type { Schemas } from '#core/tasks.ts'
import { type Catalog, funnelsOf, modelsFor } from '#functions/catalog.ts'
import { buildState, type LiveBuild } from './build.ts'
import { compactLog } from './compact.ts'
import { buildHashes } from './hashes.ts'
import { readReference } from './reference-store.ts'
import { refreshState } from './refresh.ts'
import { contentsOf, dropHeld, type Held, viewsFirst } from './schema-contents.ts'
import { readSettings } from './settings.ts'
import { type LeasePorts, scratchState, withLease } from './state.ts'

interface MaintainPorts extends LeasePorts {
  readonly engine: QueryEngine
  readonly catalog: Catalog
  readonly schemas: Schemas
}

export interface MaintainResult extends Slice {
  /** Tables and views that were dropped, as `schema.name`. */
  readonly dropped: readonly string[]
}

/** A refresh or a build is at it: it has ended then, most likely. */
const busyMs = 4 * 60_000

/** Runs under a lease whose value it leaves alone. */
async function alone<T>(
  ports: LeasePorts,
  key: string,
  run: (value: T | undefined) => Promise<void>,
): Promise<void> {
  await withLease<T | undefined>(ports, key, async (value) => {
    await run(value)
    return value
  })
}

/** What the schema holds beside these names. */
async function others({ engine }: MaintainPorts, schema: string, names: ReadonlySet<string>) {
  return (await contentsOf(engine, schema)).filter(({ table }) => !names.has(table))
}

async function dropAll({ engine }: MaintainPorts, held: Held[]): Promise<Held[]> {
  for (const each of held) {
    await dropHeld(engine, each)
    log('table_dropped', { schema: each.schema, table: each.table })
  }
  return held
}

/** Names of the models of today; undefined while the live build was made from others. */
async function modelsOf({ objects, catalog }: MaintainPorts, live: LiveBuild) {
  const settings = await readSettings(objects)
  const funnels = funnelsOf(catalog, settings)
  const reference = referenceHash(await readReference(objects), catalog.defaults, live.cut)
  const hashes = buildHashes(catalog, { settings, reference }, funnels)
  const isToday = funnels.every(({ id }) => hashes[id] === live.hashes[id])
  return isToday ? new Set(modelsFor(catalog, funnels).map(({ name }) => name)) : undefined
}

/**
 * Drops what models of earlier versions left, the analysts' view on it first. Only what a build made
 * is looked for, so that a view that somebody else put beside ours stays.
 */
async function dropFormer(ports: MaintainPorts, live: LiveBuild | undefined): Promise<Held[]> {
  const names = live && (await modelsOf(ports, live))
  if (names === undefined) return []
  const { slots, views: schema } = ports.schemas
  const former = (await Promise.all(slots.map((slot) => others(ports, slot, names)))).flat()
  const gone = new Set(former.map(({ table }) => table))
  const views = (await others(ports, schema, names)).filter(
    ({ table, isView }) => isView && gone.has(table),
  )
  return dropAll(ports, [...views, ...viewsFirst(former)])
}

/**
 * Keeps the lake small and fast; run weekly, and safe to run at any time:
 * 1. compacts `event_log` while no refresh writes it,
 * 2. drops the tables of models that are no more, while no build runs,
 * 3. drops what a scratch build left that died.
 * Not done when something else is at it, or when there is more to do than fits into a slice.
 */
export function createMaintain(ports: MaintainPorts): () => Promise<MaintainResult> {
  const { engine, clock, schemas } = ports
  return async () => {
    const mayGoOn = sliceOf(clock)
    const dropped: Held[] = []
    let done = false
    const names = () => dropped.map(({ schema, table }) => `${schema}.${table}`)
    try {
      await alone(ports, refreshState, async () => {
        done = await compactLog({ engine, lake: schemas.lake, mayGoOn })
      })
      if (!done) return { done, dropped: [] }
      await alone<LiveBuild>(ports, buildState, async (live) => {
        dropped.push(...(await dropFormer(ports, live)))
      })
      await alone(ports, scratchState, async () => {
        const left = viewsFirst(await contentsOf(engine, schemas.scratch))
        dropped.push(...(await dropAll(ports, left)))
      })
    } catch (error) {
      if (!(error instanceof BusyError)) throw error
      log('maintain_waits', { reason: error.message })
      const after = new Date(clock.now().getTime() + busyMs).toISOString()
      return { done: false, after, dropped: names() }
    }
    return { done, dropped: names() }
  }
}
