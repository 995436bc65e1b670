import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { Clock, FeedRecord, QueryEngine } from '#core/ports.ts'
import { parseSettings } from '#core/settings.ts'
import type { Schemas } from '#core/tasks.ts'
import { type Catalog, loadCatalog } from '#functions/catalog.ts'
import { createExport } from '#handlers/export.ts'
import { createMigrate } from '#handlers/migrate.ts'
import { settings } from '#infra/settings.ts'
import { createObjectStore } from '#local/object-store.ts'
import { openQueryEngine } from '#local/query-engine.ts'
import { trinoEngine } from './engine.ts'

const catalog: Catalog = loadCatalog(new URL('../../queries/', import.meta.url))

/** When everything is exported, refreshed and built: earlier than any machine's clock shows. */
const clock: Clock = { now: () => new Date('2026-01-10T06:30:00.000Z') }

export type Lake = Awaited<ReturnType<typeof openLake>>

async function openLake(engine: QueryEngine, folder: string, root: string, schemas: Schemas) {
  const objects = createObjectStore(folder)
  const lake = {
    engine,
    objects,
    root,
    schemas,
    catalog,
    clock,
    settings: parseSettings(settings),
    settleMs: 0,
    retireMs: 0,
  }
  await createMigrate(lake)()
  return lake
}

/** A lake of its own on the suite's Trino; `name` is unique among the tests. */
export async function openTrinoLake(name: string): Promise<Lake> {
  const folder = join(inject('trinoWarehouse'), name)
  mkdirSync(folder)
  const slots = [`${name}_a`, `${name}_b`] as const
  const schemas = { lake: name, slots, scratch: `${name}_scratch`, views: name }
  return openLake(trinoEngine(inject('trinoUrl')), folder, `local:///${name}`, schemas)
}

/** A lake on DuckDB in a folder that `close` removes. */
export async function openDuckdbLake(): Promise<Lake & { close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'lake-'))
  const root = join(folder, 'objects')
  mkdirSync(root)
  const engine = await openQueryEngine(join(folder, 'warehouse.duckdb'), { root })
  const slots = ['build_a', 'build_b'] as const
  const schemas = { lake: 'lake', slots, scratch: 'scratch', views: 'main' }
  const lake = await openLake(engine, root, root, schemas)
  const close = async () => {
    await engine.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { ...lake, close }
}

/** Writes the records as landing objects of at most 5,000 events. */
export async function land(lake: Lake, records: readonly FeedRecord[]): Promise<void> {
  const write = createExport(lake)
  for (let from = 0; from < records.length; from += 5_000) {
    await write(records.slice(from, from + 5_000))
  }
}
