import { describe, expect, test } from 'vitest'
import { parseCohort } from '#core/cohort.ts'
import { compileCohorts } from '#core/compile-cohorts.ts'
import { averageOf } from '#core/reports/cohort/averages.ts'
import { agesBehind } from '#core/reports/cohort/units.ts'

describe('a cohort definition', () => {
  const starts = { events: ['sign up'] }
  const wrong = (input: unknown) => () => parseCohort(input)

  test('needs events or any for events, and nothing else for other kinds', () => {
    const given = { id: 'a', title: 'A', starts, counts: { kind: 'payment' } }
    expect(parseCohort(given)).toMatchObject({ at_least: 1, starts: { kind: 'event' } })
    expect(wrong({ ...given, starts: {} })).toThrow('starts: needs either events or any')
    expect(wrong({ ...given, starts: { ...starts, any: true } })).toThrow('either events or any')
    expect(wrong({ ...given, counts: { kind: 'payment', events: ['x'] } })).toThrow(
      'counts: kind payment takes nothing else',
    )
    expect(wrong({ ...given, counts: { kind: 'visit' } })).toThrow('counts.kind')
    expect(wrong({ ...given, at_least: 0 })).toThrow('at_least')
    expect(wrong({ ...given, accounts: [{ field: 'amount', equals: 1 }] })).toThrow(
      'accounts.0.field',
    )
  })

  test('reads events only where it names some, and account records only for conditions', () => {
    const paid = { id: 'a', title: 'A', starts: { kind: 'payment' }, counts: { kind: 'payment' } }
    expect(compileCohorts([parseCohort(paid)])).not.toMatch(/from events|from records/)
    const used = { ...paid, counts: { any: true, type: 'usage' }, starts }
    expect(compileCohorts([parseCohort(used)])).not.toContain('from activities')
    const chosen = { ...paid, accounts: [{ field: 'segment', equals: 'smb' }] }
    expect(compileCohorts([parseCohort(chosen)])).toContain('from records')
  })

  test('adds up quantities only of one feature', () => {
    const of = (where: object[]) =>
      compileCohorts([
        parseCohort({
          id: 'a',
          title: 'A',
          starts: { kind: 'customer' },
          counts: { any: true, type: 'usage', ...(where.length > 0 ? { where } : {}) },
        }),
      ])
    expect(of([])).toMatch(/as decimal\(18, 4\)\) as quantity\n\s+from events/)
    expect(of([{ field: 'feature', equals: 'seats' }])).toMatch(/\n\s+quantity\n\s+from events/)
    expect(of([{ field: 'feature', in: ['seats', 'users'] }])).toMatch(/as quantity\n/)
  })
})

describe('averages', () => {
  test('leave out cells that are not complete and cohorts without anyone', () => {
    const cells = [
      { base: 10, left: 5, isComplete: true },
      { base: 30, left: 3, isComplete: true },
      { base: 60, left: 60, isComplete: false },
      { base: 0, left: 0, isComplete: true },
    ]
    expect(averageOf('pooled complete', cells)).toBe(0.2)
    expect(averageOf('mean of cohorts', cells)).toBe(0.3)
    expect(averageOf('size-weighted twice', cells)).toBe(0.14)
    expect(averageOf('including incomplete', cells)).toBe(0.68)
  })

  test('are nothing without a cohort, never 0', () => {
    expect(averageOf('pooled complete', [])).toBeNull()
    expect(averageOf('mean of cohorts', [{ base: 5, left: 1, isComplete: false }])).toBeNull()
  })
})

describe('ages that the youngest member has behind it', () => {
  const cut_at = '2026-03-31 12:00:00.000'
  const at = (youngest_at: string | null, youngest_on: string | null) => ({
    youngest_at,
    youngest_on,
    cut_at,
  })

  test('are whole units; months are those that adding them to the start gives', () => {
    expect(agesBehind(at('2026-03-30 12:00:00.000', null), 'day', 'UTC')).toBe(1)
    expect(agesBehind(at('2026-03-30 12:00:00.001', null), 'day', 'UTC')).toBe(0)
    expect(agesBehind(at('2026-01-31 12:00:00.000', null), 'month', 'UTC')).toBe(2)
    expect(agesBehind(at('2026-01-31 12:00:00.001', null), 'month', 'UTC')).toBe(1)
    expect(agesBehind(at('2025-03-31 12:00:00.000', null), 'quarter', 'UTC')).toBe(4)
  })

  test('of days are local days, and the younger of both decides', () => {
    expect(agesBehind(at(null, '2026-03-30'), 'day', 'Pacific/Auckland')).toBe(2)
    expect(agesBehind(at(null, '2026-03-30'), 'day', 'UTC')).toBe(1)
    expect(agesBehind(at('2026-03-01 00:00:00.000', '2026-03-30'), 'day', 'UTC')).toBe(1)
  })
})
