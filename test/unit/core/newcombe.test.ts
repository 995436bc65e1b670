import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shareDifference } from '#core/statistics.ts'

const share = (part: number, whole: number) => ({ part, whole })

describe('the difference of two shares', () => {
  // Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10.
  test.each([
    { of: [56, 70, 48, 80], value: 0.2, low: 0.0524, high: 0.3339 },
    { of: [9, 10, 3, 10], value: 0.6, low: 0.1705, high: 0.809 },
    { of: [10, 10, 0, 20], value: 1, low: 0.6791, high: 1 },
    { of: [10, 10, 0, 10], value: 1, low: 0.6075, high: 1 },
  ])('of $of is the published one', ({ of: [a = 0, m = 0, b = 0, n = 0], value, low, high }) => {
    const found = shareDifference(share(a, m), share(b, n))
    expect(found?.value).toBeCloseTo(value, 10)
    expect(found?.interval.low).toBeCloseTo(low, 4)
    expect(found?.interval.high).toBeCloseTo(high, 4)
  })

  test('is not there without observations on either side', () => {
    expect(shareDifference(share(0, 0), share(1, 2))).toBeNull()
    expect(shareDifference(share(1, 2), share(0, 0))).toBeNull()
  })

  const counted = fc
    .integer({ min: 1, max: 5_000 })
    .chain((whole) =>
      fc.record({ part: fc.integer({ min: 0, max: whole }), whole: fc.constant(whole) }),
    )

  test('lies in its interval, which turns around with the order', () => {
    fc.assert(
      fc.property(counted, counted, (first, second) => {
        const [there, back] = [shareDifference(first, second), shareDifference(second, first)]
        if (!there || !back) throw new Error('no difference')
        expect(there.interval.low).toBeLessThanOrEqual(there.value)
        expect(there.interval.high).toBeGreaterThanOrEqual(there.value)
        expect(back.interval.low).toBeCloseTo(-there.interval.high, 9)
      }),
    )
  })
})
