import { describe, expect, test } from 'vitest'
import type { Figure } from '#core/report-data.ts'
import { changeOf, reached } from '#core/reports/figure-changes.ts'
import { changeFindings, targetFindings } from '#core/reports/review/sentences.ts'
import { wilson } from '#core/statistics.ts'

const receipt = { definition: 'd', variant: 'v', window: 'w', query: 'q' }

const money = (value: number | null, id = 'cac'): Figure => ({
  id,
  label: id.toUpperCase(),
  value,
  unit: 'money',
  receipt,
})

const share = (part: number, whole: number): Figure => ({
  id: 'win_rate',
  label: 'Win rate',
  value: part / whole,
  unit: 'rate',
  interval: wilson(part, whole),
  n: whole,
  receipt: { ...receipt, numerator: part, denominator: whole },
})

describe('a change', () => {
  test('of counted shares is clear when the interval of the difference leaves out 0', () => {
    const clear = changeOf(share(50, 100), share(30, 100), '2026-01', 'up')
    expect(clear).toMatchObject({ before: 0.3, difference: 0.2, verdict: 'better' })
    // Newcombe's method 10 for 50 and 30 of 100.
    expect(clear.interval?.low).toBeCloseTo(0.0642, 4)
    expect(clear.interval?.high).toBeCloseTo(0.3258, 4)
    expect(changeOf(share(5, 10), share(3, 10), '2026-01', 'up').verdict).toBe('unclear')
  })

  test.each([
    [105, 100, 'worse'],
    [104, 100, 'unclear'],
    [95, 100, 'better'],
    [100, 100, 'unclear'],
  ])(
    'of money from %d: a twentieth counts, and less is better where it should fall',
    (now, was, verdict) => {
      expect(changeOf(money(now), money(was), '2026-01', 'down').verdict).toBe(verdict)
    },
  )

  test('of a rate without interval is clear from one point', () => {
    const nrr = (value: number): Figure => ({ ...money(value, 'nrr'), unit: 'rate' })
    expect(changeOf(nrr(1.02), nrr(1.01), '2026-01', 'up').verdict).toBe('better')
    expect(changeOf(nrr(1.019), nrr(1.01), '2026-01', 'up').verdict).toBe('unclear')
  })

  test('of counts is clear from 1.96 times the root of their sum', () => {
    const count = (value: number): Figure => ({ ...money(value, 'leads'), unit: 'count' })
    // 1.96 x sqrt(150) is 24.0, 1.96 x sqrt(146) is 23.7.
    expect(changeOf(count(85), count(61), '2026-01', 'up').verdict).toBe('better')
    expect(changeOf(count(87), count(63), '2026-01', 'up').verdict).toBe('unclear')
  })

  test('that rests on a small sample is never clear', () => {
    const small = { ...money(300), smallSample: true }
    expect(changeOf(small, money(100), '2026-01', 'down').verdict).toBe('unclear')
    expect(changeOf(money(300), small, '2026-01', 'down').verdict).toBe('unclear')
  })

  test('is not judged without both values', () => {
    expect(changeOf(money(5), money(null), '2026-01', 'up')).toEqual({
      against: '2026-01',
      before: null,
      difference: null,
      relative: null,
      verdict: null,
    })
    expect(changeOf(money(5), undefined, '2026-01', 'up').verdict).toBe(null)
  })

  test('from nothing has no relative size, and is clear', () => {
    expect(changeOf(money(5), money(0), '2026-01', 'up')).toMatchObject({
      relative: null,
      verdict: 'better',
    })
  })
})

test('a target is reached from the side on which the figure should lie', () => {
  expect(reached(money(3), 3, 'up')).toBe(true)
  expect(reached(money(2.9), 3, 'up')).toBe(false)
  expect(reached(money(3.1), 3, 'down')).toBe(false)
  expect(reached(money(null), 3, 'down')).toBe(null)
})

describe('sentences', () => {
  const changed = (figure: Figure, before: Figure, direction: 'up' | 'down'): Figure => ({
    ...figure,
    changes: [changeOf(figure, before, '2026-09', direction)],
  })

  test('tell what got worse before what got better, and nothing that is unclear', () => {
    const found = changeFindings(
      [
        changed(share(50, 100), share(30, 100), 'up'),
        changed(money(3360), money(3000), 'down'),
        changed(money(101, 'ltv'), money(100, 'ltv'), 'up'),
      ],
      'EUR',
    )
    expect(found.map(({ text }) => text)).toEqual([
      'CAC rose by 12.0% to 3,360 EUR against September 2026 (3,000 EUR).',
      'Win rate rose by 20.0 points to 50.00% (50 of 100) against September 2026 (30.00%), more than chance explains.',
    ])
    expect(found.map(({ table }) => table)).toEqual(['headline_money', 'headline_rate'])
  })

  test('tell a missed target, with both numbers', () => {
    const missed = { ...money(2400), target: { value: 2000, reached: false } }
    const kept = { ...money(1900), target: { value: 2000, reached: true } }
    expect(targetFindings([missed, kept], 'EUR').map(({ text }) => text)).toEqual([
      'CAC: 2,400 EUR, target 2,000 EUR not reached.',
    ])
  })
})
