import { describe, expect, inject, test } from 'vitest'
import { createRefresh } from '#handlers/refresh.ts'
import { drawBatch, firstDisagreement, firstSeed } from '#test/oracle/batch.ts'
import { askEngine, storedEvent } from '#test/oracle/warehouse.ts'
import { listCases, reasonOf, runCase } from '#test/sql/cases.ts'
import { trinoEngine } from './engine.ts'
import { land, openTrinoLake } from './lake.ts'

const histories = Number(process.env.FUNNEL_RUNS ?? 1_000)

test(`funnels computed event by event are those of Trino: ${histories} histories from seed ${firstSeed}`, async () => {
  const { schemas, ...lake } = await openTrinoLake('oracle')
  const place = { ...lake, lake: schemas.lake, schema: schemas.slots[0] }
  const batch = drawBatch(firstSeed, histories)
  const feed = batch.worlds.flat().map((event, index) => ({
    sequence: String(index),
    event: storedEvent(event),
  }))
  await land({ ...lake, schemas }, feed)
  await createRefresh({ ...lake, schemas })()
  expect(await firstDisagreement((_, funnels) => askEngine(place, funnels), batch)).toBe('')
}, 600_000)

describe('the SQL case', () => {
  const engine = trinoEngine(inject('trinoUrl'))
  const cases = listCases().map((folder): [string, string] => [folder, reasonOf(folder)])

  test.each(cases)('%s: %s', async (folder) => {
    const { columns, rows, expected } = await runCase(engine, folder)
    expect([columns, ...rows]).toEqual([columns, ...expected])
  })
})
