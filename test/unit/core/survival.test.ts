import { describe, expect, test } from 'vitest'
import {
  atRiskOn,
  cumulativeIncidence,
  type DayCounts,
  daysUntil,
  pointAt,
} from '#core/survival.ts'

const day = (days: number, what: Partial<Omit<DayCounts, 'days'>>): DayCounts => ({
  days,
  converted: 0,
  gone: 0,
  open: 0,
  ...what,
})

describe('without losses', () => {
  // The worked example of the metric definitions: (days, converted).
  const example = [
    [5, 1],
    [8, 1],
    [10, 0],
    [12, 1],
    [15, 0],
    [20, 1],
    [25, 0],
    [30, 0],
  ] as const
  const counts = example.map(([days, converted]) => day(days, { converted, open: 1 - converted }))
  const curve = cumulativeIncidence(counts)

  test.each([
    [4, undefined],
    [5, 0.125],
    [8, 0.25],
    [11, 0.25],
    [12, 0.4],
    [20, 0.6],
    [30, 0.6],
  ])('by day %i is 1 minus Kaplan-Meier', (days, share) => {
    expect(pointAt(curve, days)?.converted).toBe(share)
  })

  test('it tells what it rests on and when a share is reached', () => {
    expect(curve.map((point) => point.atRisk)).toEqual([8, 7, 5, 3])
    expect(atRiskOn(counts, 12)).toBe(5)
    expect(daysUntil(curve, 0.25)).toBe(8)
    expect(daysUntil(curve, 0.5)).toBe(20)
    expect(daysUntil(curve, 0.61)).toBeNull()
  })

  test('the order of the days does not matter', () => {
    expect(cumulativeIncidence([...counts].reverse())).toEqual(curve)
  })
})

describe('with losses', () => {
  test('the lost leave, and never convert', () => {
    // 4 at risk: 1 lost; 3: 1 converts, 0.75 / 3; then 1 censored; 1: converts, 0.5.
    const curve = cumulativeIncidence([
      day(1, { gone: 1 }),
      day(2, { converted: 1 }),
      day(3, { open: 1 }),
      day(4, { converted: 1 }),
    ])
    expect(curve).toEqual([
      { days: 1, atRisk: 4, converted: 0, gone: 0.25 },
      { days: 2, atRisk: 3, converted: 0.25, gone: 0.25 },
      { days: 4, atRisk: 1, converted: 0.75, gone: 0.25 },
    ])
  })

  test('on the same day they share the risk, and come before the open', () => {
    // 10 at risk: 0.2 convert, 0.3 are lost; the 4 open leave, 1 remains of 0.5.
    const curve = cumulativeIncidence([
      day(7, { converted: 2, gone: 3, open: 4 }),
      day(9, { converted: 1 }),
    ])
    expect(curve.map((point) => [point.converted, point.gone])).toEqual([
      [0.2, 0.3],
      [0.7, 0.3],
    ])
  })

  test('nobody observed, or nobody moving, gives no point', () => {
    expect(cumulativeIncidence([])).toEqual([])
    expect(cumulativeIncidence([day(3, { open: 5 })])).toEqual([])
  })
})
