import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRefresh } from '#handlers/refresh.ts'
import { firstSeed } from '#test/oracle/batch.ts'
import {
  economicsDifference,
  expectedEconomics,
  readEconomics,
} from '#test/oracle/economics-warehouse.ts'
import { economies, economyOf } from '#test/oracle/economics-worlds.ts'
import { storedEvent } from '#test/oracle/warehouse.ts'
import { land, openTrinoLake } from './lake.ts'

const size = Number(process.env.FUNNEL_RUNS ?? 300)

test(`customers, credit and spend are those of Trino: ${size} economies from seed ${firstSeed}`, async () => {
  const lake = await openTrinoLake('economics')
  const { engine, root, schemas } = lake
  const worlds = fc
    .sample(economies, { seed: firstSeed, numRuns: size })
    .map((each, index) => economyOf(`w${index}`, each))
  const feed = worlds.flat().map((event, index) => ({
    sequence: String(index),
    event: storedEvent(event),
  }))
  await land(lake, feed)
  await createRefresh(lake)()
  const said = await readEconomics({ engine, root, lake: schemas.lake, schema: schemas.slots[0] })
  expect(economicsDifference(expectedEconomics(worlds), said)).toBe('')
}, 600_000)
