import { describe, expect, test } from 'vitest'
import { averageWon, leaksOf } from '#core/leak.ts'

const flow = (value: string, entrants: number, conversions: number) => ({
  value,
  entrants,
  conversions,
})

describe('an expected loss', () => {
  // p = 80 / 200 = 0.4; ads should have 40 and have 20; half of those that go on are won.
  const flows = [flow('ads', 100, 20), flow('mail', 100, 60)]
  const values = [
    { value: 'ads', number: 30, amount: 60_000 },
    { value: 'mail', number: 10, amount: 100_000 },
  ]
  const [ads, mail] = leaksOf(flows, { part: 5, whole: 10 }, values)

  test('is missing conversions x share won x average won value', () => {
    expect(ads).toMatchObject({ expectedRate: 0.4, missing: 20, missingWon: 10 })
    expect(ads?.missingMoney).toBe(20_000)
  })

  test('is never below nothing', () => {
    expect(mail).toMatchObject({ missing: 0, missingWon: 0, missingMoney: 0 })
  })

  test('takes the average of all where a segment has fewer than 30 wins: 160,000 / 40', () => {
    expect(averageWon(values, 'ads')).toBe(2_000)
    expect(averageWon(values, 'mail')).toBe(4_000)
    expect(averageWon(values, 'fair')).toBe(4_000)
  })

  test('without money is known in wins, without old wins in conversions only', () => {
    expect(leaksOf(flows, { part: 5, whole: 10 }, [])[0]).toMatchObject({
      missingWon: 10,
      missingMoney: null,
    })
    expect(leaksOf(flows, { part: 0, whole: 0 }, values)[0]).toMatchObject({
      missing: 20,
      missingWon: null,
      missingMoney: null,
    })
  })

  test('is not known where nobody is mature', () => {
    expect(leaksOf([flow('ads', 0, 0)], { part: 0, whole: 0 }, values)).toEqual([])
    expect(leaksOf([], { part: 0, whole: 0 }, values)).toEqual([])
  })
})
