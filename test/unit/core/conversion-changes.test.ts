import { describe, expect, test } from 'vitest'
import type { RateCell } from '#core/report-data.ts'
import { conversion } from '#core/reports/conversion/report.ts'
import type { ReportInput } from '#core/reports/definition.ts'
import { column, counted, input, nothing, rates, tableOf } from './conversion-fixture.ts'

const value = (span: string, value: string, reached: number[], more = {}) => ({
  span,
  dimension: 'channel',
  value,
  reached,
  more,
})

/** The example of the rate-and-mix test: 30 % of 300, then 19.25 % of 400. */
const breakdown = [
  ...[
    value('now', 'cold', [300, 100, 36]),
    value('now', 'warm', [100, 60, 41]),
    value('previous', 'cold', [100, 50, 10]),
    value('previous', 'warm', [200, 120, 80]),
  ].map(counted),
  counted({ dimension: 'all', value: 'all', reached: [400, 160, 77] }),
  counted({
    span: 'previous',
    dimension: 'all',
    value: 'all',
    reached: [300, 170, 90],
    more: { was_won: 45 },
  }),
]
const body = conversion.body(input, { ...nothing, breakdown })
const rowNamed = (rate: string, against = '2026-02') =>
  tableOf(body, 'changes').rows.find((row) => row.rate === rate && row.against === against)

describe('a change', () => {
  test('is the sum of its rate and its mix part', () => {
    expect(rowNamed('Entered to Won')).toMatchObject({
      before: { value: 0.3 },
      now: { value: 0.1925 },
      change: { value: -0.1075 },
      verdict: 'lower',
      rate_part: 0.0175,
      mix_part: -0.125,
    })
  })

  test('of a step stands on those that reached the step before: 160/400 and 170/300', () => {
    expect(rowNamed('Lead to Demo')).toMatchObject({
      before: { value: 0.5666666667 },
      now: { value: 0.4 },
    })
    expect(rowNamed('Demo to Won')?.now).toMatchObject({ value: 0.48125 })
  })

  test('at the same age counts what had been won by then: 77/400 against 45/300', () => {
    expect(rowNamed('Entered to Won, at the same age')).toMatchObject({
      before: { value: 0.15 },
      now: { value: 0.1925 },
      change: { value: 0.0425 },
      verdict: 'no clear difference',
      rate_part: null,
    })
  })

  test('against a period in which nothing entered is not comparable', () => {
    expect(rowNamed('Entered to Won', '2025-03')).toMatchObject({
      before: null,
      change: null,
      verdict: 'not comparable',
      mix_part: null,
    })
    expect(() => tableOf(body, 'change_year_before_by_channel')).toThrow(/no table/)
  })

  test('is told value by value, the heaviest first, whose parts add up to it', () => {
    expect(column(body, 'change_previous_by_channel', 'channel')).toEqual(['cold', 'warm'])
    expect(column(body, 'change_previous_by_channel', 'share_now')).toEqual([0.75, 0.25])
    const parts = column(body, 'change_previous_by_channel', 'total').map(Number)
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(-0.1075, 9)
  })

  test('needs a period before', () => {
    const alone = conversion.body({ ...input, previous: null, yearBefore: null }, nothing)
    expect(alone.sections.map((section) => section.id)).not.toContain('changes')
  })
})

describe('a comparison', () => {
  const compared = (comparison: NonNullable<ReportInput['comparison']>, more = breakdown) =>
    conversion.body({ ...input, comparison }, { ...nothing, breakdown: more })

  test('of two segments holds one against the other in the period: 0.12 and 0.41', () => {
    const shown = compared({ with: 'segment', dimension: 'channel', first: 'cold', second: 'warm' })
    expect(column(shown, 'comparison', 'rate')).toEqual([
      'Entered to Won',
      'Lead to Demo',
      'Demo to Won',
    ])
    expect(column(shown, 'comparison', 'first_n')).toEqual([300, 300, 100])
    expect(rates(shown, 'comparison', 'difference')[0]).toBe(-0.29)
    expect(column(shown, 'comparison', 'verdict')[0]).toBe('lower')
    const [{ interval } = { interval: null }] = column(
      shown,
      'comparison',
      'difference',
    ) as RateCell[]
    expect(interval?.low).toBeLessThan(-0.29)
    expect(interval?.high).toBeLessThan(0)
  })

  test('of two periods takes each as a whole, though their values differ', () => {
    const other = counted({
      span: 'compared',
      dimension: 'all',
      value: 'all',
      reached: [80, 40, 48],
    })
    const span = { label: '2024', startsOn: '2024-01-01', endsOn: '2025-01-01' }
    const shown = compared({ with: 'period', span }, [...breakdown, other])
    expect(tableOf(shown, 'comparison').title).toBe('2026-03 against 2024')
    expect(rates(shown, 'comparison', 'second').slice(0, 2)).toEqual([0.6, 0.5])
  })

  test('with a value that nothing carries has no difference, and a note that says so', () => {
    const shown = compared({ with: 'segment', dimension: 'channel', first: 'cold', second: 'wram' })
    expect(column(shown, 'comparison', 'verdict')[0]).toBe('not comparable')
    expect(shown.notes).toMatchObject([{ code: 'unknown_value', examples: ['wram'] }])
  })
})
