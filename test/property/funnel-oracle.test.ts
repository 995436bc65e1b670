import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { disagreement, drawBatch, firstSeed, runs } from '#test/oracle/batch.ts'
import { askOracle } from '#test/oracle/compare.ts'
import { openWarehouse } from '#test/oracle/warehouse.ts'

const perBatch = 100
const batches = Array.from({ length: Math.ceil(runs / perBatch) }, (_, index) => ({
  seed: firstSeed + index * 1_000,
  size: Math.min(perBatch, runs - index * perBatch),
}))

describe('funnels computed event by event', () => {
  let warehouse: Awaited<ReturnType<typeof openWarehouse>>

  beforeAll(async () => {
    warehouse = await openWarehouse()
  })

  afterAll(() => warehouse.close())

  test.each(batches)(
    'are those of DuckDB: $size histories from seed $seed',
    async (batch) => {
      const { seed, size } = batch
      expect(await disagreement(warehouse.ask, drawBatch(seed, size))).toBe('')
    },
    120_000,
  )
})

test('the histories hold every movement and every outcome', () => {
  const { funnels, worlds } = drawBatch(1, 200)
  const { visits, journeys } = askOracle(funnels, worlds)
  const seen = (rows: readonly Readonly<Record<string, unknown>>[], column: string) =>
    [...new Set(rows.map((row) => row[column]))].sort()
  expect(seen(visits, 'movement')).toEqual(
    ['advance', 'enter', 'late create', 'recycle', 're-open', 'regress', 'skip'].sort(),
  )
  expect(seen(journeys, 'outcome')).toEqual(['expired', 'lost', 'open', 'won'])
})
