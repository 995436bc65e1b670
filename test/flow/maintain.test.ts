import { expect, onTestFinished, test } from 'vitest'
import { createSchema, createView } from '#core/ddl.ts'
import { logTo } from '#core/log.ts'
import { referenceHash } from '#core/reference-versions.ts'
import { parseSettings } from '#core/settings.ts'
import { funnelsOf, loadCatalog, modelsFor } from '#functions/catalog.ts'
import { buildState } from '#handlers/build.ts'
import { buildHashes } from '#handlers/hashes.ts'
import { createMaintain } from '#handlers/maintain.ts'
import { readReference } from '#handlers/reference-store.ts'
import { settingsKey } from '#handlers/settings.ts'
import { settings as shipped } from '#infra/settings.ts'
import { openQueryEngine } from '#local/query-engine.ts'
import { clockAt, memoryObjects } from '#test/unit/memory.ts'

const catalog = loadCatalog(new URL('../../queries/', import.meta.url))
const settings = parseSettings({ ...shipped, funnels: ['forms'] })
const schemas = {
  lake: 'lake',
  slots: ['build_a', 'build_b'],
  scratch: 'scratch',
  views: 'main',
} as const
const cut = '2026-03-01T06:00:00.000Z'

async function liveStore() {
  const objects = memoryObjects()
  const reference = referenceHash(await readReference(objects), catalog.defaults, cut)
  const hashes = buildHashes(catalog, { settings, reference }, funnelsOf(catalog, settings))
  await objects.put(settingsKey, JSON.stringify(settings))
  const value = { schema: 'build_b', cut, builtAt: cut, hashes }
  await objects.put(buildState, JSON.stringify({ value }))
  return objects
}

test('DuckDB is rid of what a removed model and a dead scratch build have left', async () => {
  logTo(() => undefined)
  const engine = await openQueryEngine(':memory:')
  onTestFinished(() => engine.close())
  const run = (sql: string) => engine.run(sql, 'prepare')
  const kept = modelsFor(catalog, funnelsOf(catalog, settings))[0]?.name ?? ''
  for (const schema of ['lake', 'build_a', 'build_b', 'scratch']) {
    await run(createSchema(schema, 'duckdb'))
    for (const table of [kept, 'former'])
      await run(`create table ${schema}.${table} as select 1 as id`)
  }
  for (const table of [kept, 'former']) {
    await run(createView('main', table, ['id'], { schema: 'build_b', table }))
  }
  await run('create view build_b.former_view as select * from build_b.former')
  await run('create view main.of_an_analyst as select * from lake.former')

  const ports = { objects: await liveStore(), engine, catalog, schemas, clock: clockAt(cut) }
  const { done, dropped } = await createMaintain(ports)()
  expect(done).toBe(true)
  expect(dropped).toEqual([
    'main.former',
    'build_b.former_view',
    'build_a.former',
    'build_b.former',
    ...[kept, 'former'].sort().map((name) => `scratch.${name}`),
  ])
  const { rows } = await run(`select table_schema || '.' || table_name as name
    from information_schema.tables order by name`)
  expect(rows.map(({ name }) => name)).toEqual(
    [
      ...['build_a', 'build_b', 'lake', 'main'].map((schema) => `${schema}.${kept}`),
      'lake.former',
      'main.of_an_analyst',
    ].sort(),
  )
})
