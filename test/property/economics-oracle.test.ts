import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstSeed, runs } from '#test/oracle/batch.ts'
import { modelNames } from '#test/oracle/credits.ts'
import { cacOfMonth, type Economics } from '#test/oracle/economics.ts'
import {
  economicsDifference,
  expectedEconomics,
  readCac,
  readEconomics,
} from '#test/oracle/economics-warehouse.ts'
import { economies, economyOf } from '#test/oracle/economics-worlds.ts'
import { units } from '#test/oracle/ten-thousandths.ts'
import { openWarehouse } from '#test/oracle/warehouse.ts'

const drawWorlds = (seed: number, size: number) =>
  fc.sample(economies, { seed, numRuns: size }).map((each, index) => economyOf(`w${index}`, each))

const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n)

/** A credit without its point, so that a whole one is 10^18. */
const digitsOf = (credit: unknown) => BigInt(String(credit).replace('.', ''))

describe(`customers, credit and spend of ${runs} economies from seed ${firstSeed}`, () => {
  let warehouse: Awaited<ReturnType<typeof openWarehouse>>
  let said: Economics
  const worlds = drawWorlds(firstSeed, runs)
  const log = worlds.flat()
  const expected = expectedEconomics(worlds)

  beforeAll(async () => {
    warehouse = await openWarehouse()
    await warehouse.fill(log)
    said = await readEconomics(warehouse.place)
  }, 120_000)

  afterAll(() => warehouse.close())

  test('are those that the oracle computes event by event', () => {
    expect(economicsDifference(expected, said)).toBe('')
  })

  test('credits of a conversion add to exactly 1, its money to exactly its value', () => {
    const groups = Map.groupBy(said.attribution, (row) => `${row.model} ${row.conversion_id}`)
    for (const [name, rows] of groups) {
      expect([name, sum(rows.map((row) => digitsOf(row.credit)))]).toEqual([name, 10n ** 18n])
    }
    const won = log.filter((event) => event.outcome === 'won' && event.currency === 'EUR')
    for (const { opportunity_id: id, amount } of won) {
      for (const model of modelNames) {
        const values = groups.get(`${model} won:${id}`) ?? []
        const money = sum(values.map((row) => units(String(row.value))))
        expect([model, id, money]).toEqual([model, id, units(String(amount))])
      }
    }
  })

  test('days of spend add to what was spent', () => {
    const days = Map.groupBy(said.spend, (row) => row.event_id)
    const spent = log.filter((event) => event.type === 'spend')
    expect(spent.length).toBe(days.size)
    for (const { event_id: id, amount } of spent) {
      const parts = days.get(id) ?? []
      expect([id, sum(parts.map((row) => units(String(row.amount))))]).toEqual([
        id,
        units(String(amount)),
      ])
    }
  })

  test.each(['2026-02', '2026-03', '2026-04', '2026-05'])('CAC of %s', async (month) => {
    expect(await readCac(warehouse.place, month)).toBe(cacOfMonth(log, expected, month))
  })
})

describe('the economies', () => {
  const { attribution, customers, spend } = expectedEconomics(drawWorlds(1, 200))

  test('hold long and empty paths, both kinds of customers, money without a rate', () => {
    const lengths = Map.groupBy(
      attribution.filter((row) => row.model === 'last'),
      (row) => row.conversion_id,
    )
    expect(Math.max(...[...lengths.values()].map((rows) => rows.length))).toBeGreaterThan(5)
    expect(attribution.some((row) => row.touch_id === '(none)')).toBe(true)
    expect(new Set(customers.map((row) => row.basis))).toEqual(new Set(['won', 'paid']))
    expect(spend.some((row) => row.value === null)).toBe(true)
    expect(attribution.some((row) => row.value === null)).toBe(true)
  })
})
