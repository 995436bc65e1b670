import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { QueryEngine } from '#core/ports.ts'
import { parseSettings } from '#core/settings.ts'
import type { Schemas } from '#core/tasks.ts'
import { loadCatalog } from '#functions/catalog.ts'
import { createMigrate } from '#handlers/migrate.ts'
import { settings as shipped } from '#infra/settings.ts'
import { createClock } from '#local/clock.ts'
import { createObjectStore } from '#local/object-store.ts'
import { openQueryEngine } from '#local/query-engine.ts'

const schemas: Schemas = {
  lake: 'lake',
  slots: ['build_a', 'build_b'],
  scratch: 'scratch',
  views: 'main',
}

/** Seconds that the last run of each statement took, by its name. */
function watched(engine: QueryEngine, seconds: Map<string, number>): QueryEngine {
  return {
    dialect: engine.dialect,
    async run(sql, name) {
      const start = performance.now()
      const result = await engine.run(sql, name)
      seconds.set(name, (performance.now() - start) / 1000)
      return result
    },
  }
}

/** Several gigabytes: they go also when someone stops the run. */
function removeAtExit(folder: string): void {
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
}

/** The embedded pipeline in a temporary folder, with the shipped settings and an empty log. */
export async function openPlace() {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  removeAtExit(folder)
  const root = join(folder, 'objects')
  const objects = createObjectStore(root)
  const local = await openQueryEngine(join(folder, 'warehouse.duckdb'), { root })
  const seconds = new Map<string, number>()
  const engine = watched(local, seconds)
  const settings = parseSettings(shipped)
  const catalog = loadCatalog(new URL('../../queries/', import.meta.url))
  const ports = { objects, engine, clock: createClock(), catalog, schemas, settings, root }
  await createMigrate(ports)()
  await engine.run('create schema bench', 'create schema bench')
  return {
    ...ports,
    folder,
    seconds,
    /** The log as one Parquet file, for engines that read no DuckDB table. */
    parquet: join(root, 'events.parquet'),
    close: () => local.close(),
  }
}

export type Place = Awaited<ReturnType<typeof openPlace>>
