import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, inject, test } from 'vitest'
import { createEventLog, createSchema } from '#core/ddl.ts'
import { parseSettings } from '#core/settings.ts'
import { compactLog } from '#handlers/compact.ts'
import { makeModels } from '#handlers/models.ts'
import { settings } from '#infra/settings.ts'
import { createObjectStore } from '#local/object-store.ts'
import { trinoEngine } from './engine.ts'

const engine = trinoEngine(inject('trinoUrl'))
const root = 'local:///maintain'
const folder = join(inject('trinoWarehouse'), 'maintain')
const run = (sql: string) => engine.run(sql, 'maintain')

const count = async (table: string) => {
  const { rows } = await run(`select count(*) as n from maintain."${table}"`)
  return rows[0]?.n
}

beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  await run(createSchema('maintain', 'trino'))
})

test('the small files of more months than one statement may write become one a month', async () => {
  await run(createEventLog('maintain', 'trino', root))
  const months = Array.from({ length: 61 }, (_, month) =>
    new Date(Date.UTC(2020, month, 15)).toISOString(),
  )
  for (const copy of ['a', 'b']) {
    const rows = months.map((at) => `('${copy}${at}', timestamp '${at.slice(0, 10)} 00:00:00.000')`)
    await run(`insert into maintain.event_log (event_id, occurred_at) values ${rows.join(', ')}`)
  }
  expect(Number(await count('event_log$files'))).toBeGreaterThanOrEqual(2 * months.length)
  expect(await compactLog({ engine, lake: 'maintain', mayGoOn: () => true })).toBe(true)
  expect(await count('event_log$files')).toBe(months.length)
  expect(await count('event_log')).toBe(2 * months.length)
})

test('a build makes a table where a statement that was stopped has left a file', async () => {
  const objects = createObjectStore(folder)
  const build = (place: object) =>
    makeModels({
      engine,
      lake: 'maintain',
      root,
      schema: 'maintain',
      cut: '2026-03-01T06:00:00.000Z',
      settings: parseSettings(settings),
      models: [{ name: 'answers', sql: 'select 42 as answer', inputs: [] }],
      ...place,
    })
  await objects.put('maintain/answers/data/stray.parquet', 'no table')
  await expect(build({})).rejects.toThrow('non-empty location')
  await build({ objects })
  expect(await count('answers')).toBe(1)
})
