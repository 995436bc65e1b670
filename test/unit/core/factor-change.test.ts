import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Factor, factorChange } from '#core/factor-change.ts'

const partsOf = (factors: readonly Factor[]) =>
  factorChange(factors)?.parts.map(({ id, part }) => [id, Math.round(part * 1e4) / 1e4])

describe('the change of a product', () => {
  test('belongs to the one factor that moved', () => {
    const factors = [
      { id: 'deals', before: 10, now: 20 },
      { id: 'value', before: 50, now: 50 },
      { id: 'days', before: 25, now: 25, divides: true },
    ]
    expect(factorChange(factors)).toMatchObject({ before: 20, now: 40, change: 20 })
    expect(partsOf(factors)).toEqual([
      ['deals', 20],
      ['value', 0],
      ['days', 0],
    ])
  })

  // V goes from 100 to 400: L = 300 / ln 4 = 216.4043. Each factor doubled: ln 2 x L = 150.
  test('is shared equally by factors that moved alike', () => {
    const factors = [
      { id: 'deals', before: 10, now: 20 },
      { id: 'value', before: 10, now: 20 },
    ]
    expect(partsOf(factors)).toEqual([
      ['deals', 150],
      ['value', 150],
    ])
  })

  // A cycle that halves explains what a doubled value does.
  test('counts a divisor against its direction', () => {
    const factors = [
      { id: 'value', before: 8, now: 16 },
      { id: 'days', before: 4, now: 2, divides: true },
    ]
    expect(factorChange(factors)).toMatchObject({ before: 2, now: 8 })
    expect(partsOf(factors)).toEqual([
      ['value', 3],
      ['days', 3],
    ])
  })

  // V stays at 12, so L is V0 = 12: 12 ln 2 and 12 ln (1/2).
  test('is nothing in sum where factors make up for each other', () => {
    const factors = [
      { id: 'deals', before: 3, now: 6 },
      { id: 'value', before: 4, now: 2 },
    ]
    expect(partsOf(factors)).toEqual([
      ['deals', 8.3178],
      ['value', -8.3178],
    ])
  })

  test.each([0, -1, null])('is not split when a factor is %s', (odd) => {
    const value = { id: 'value', before: 4, now: 2 }
    expect(factorChange([value, { id: 'deals', before: 3, now: odd }])).toBeNull()
    expect(factorChange([value, { id: 'deals', before: odd, now: 3 }])).toBeNull()
  })

  const amount = fc.double({ min: 0.001, max: 100_000, noNaN: true })
  const factor = fc.record({ before: amount, now: amount, divides: fc.boolean() })

  test('is the sum of its parts', () => {
    fc.assert(
      fc.property(fc.array(factor, { minLength: 1, maxLength: 4 }), (drawn) => {
        const found = factorChange(drawn.map((each, index) => ({ ...each, id: `f${index}` })))
        const sum = found?.parts.reduce((total, { part }) => total + part, 0) ?? Number.NaN
        const { before = 0, now = 0, change = 0 } = found ?? {}
        expect(Math.abs(sum - change)).toBeLessThanOrEqual(1e-9 * (before + now))
      }),
    )
  })
})
