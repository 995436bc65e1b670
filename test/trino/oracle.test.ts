import { expect, test } from 'vitest'
import { createRefresh } from '#handlers/refresh.ts'
import { drawBatch, firstDisagreement, firstSeed } from '#test/oracle/batch.ts'
import { askEngine, storedEvent } from '#test/oracle/warehouse.ts'
import { land, openTrinoLake } from './lake.ts'

const histories = Number(process.env.FUNNEL_RUNS ?? 1_000)

test(`funnels computed event by event are those of Trino: ${histories} histories from seed ${firstSeed}`, async () => {
  const lake = await openTrinoLake('oracle')
  const { engine, root, schemas } = lake
  const place = { engine, root, lake: schemas.lake, schema: schemas.slots[0] }
  const batch = drawBatch(firstSeed, histories)
  const feed = batch.worlds.flat().map((event, index) => ({
    sequence: String(index),
    event: storedEvent(event),
  }))
  await land(lake, feed)
  await createRefresh(lake)()
  expect(await firstDisagreement((_, funnels) => askEngine(place, funnels), batch)).toBe('')
}, 600_000)
