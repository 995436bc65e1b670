import { describe, expect, test } from 'vitest'
import { ratio, rounded, wilson } from '#core/statistics.ts'

describe('Wilson interval at 95 %', () => {
  // Published: Newcombe, Statistics in Medicine 17 (1998), table I, method 3; and Wilson's own form.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [10, 100, 0.0552, 0.1744],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
  ])('%i of %i lies between %f and %f', (part, whole, low, high) => {
    const interval = wilson(part, whole)
    expect(interval?.low.toFixed(4)).toBe(low.toFixed(4))
    expect(interval?.high.toFixed(4)).toBe(high.toFixed(4))
  })

  test('starts at exactly 0 for none and ends at exactly 1 for all', () => {
    const sizes = Array.from({ length: 2000 }, (_, index) => index + 1)
    expect(sizes.filter((n) => wilson(0, n)?.low !== 0 || wilson(n, n)?.high !== 1)).toEqual([])
  })

  test('holds the share and lies within 0 and 1', () => {
    for (let whole = 1; whole <= 40; whole += 1) {
      for (let part = 0; part <= whole; part += 1) {
        const { low, high } = wilson(part, whole) ?? { low: Number.NaN, high: Number.NaN }
        expect(low >= 0 && low <= part / whole && part / whole <= high && high <= 1).toBe(true)
      }
    }
  })

  test('is null without observations', () => {
    expect(wilson(0, 0)).toBe(null)
  })
})

test('a ratio of nothing is null, never 0 or 1', () => {
  expect(ratio(0, 0)).toBe(null)
  expect(ratio(0, 5)).toBe(0)
  expect(ratio(5, 4)).toBe(1.25)
})

test('numbers keep ten digits', () => {
  expect(ratio(1, 3)).toBe(0.3333333333)
  expect(rounded(0.1 + 0.2)).toBe(0.3)
  expect(rounded(12_345_678_912)).toBe(12_345_678_910)
})
