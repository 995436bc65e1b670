import { describe, expect, test } from 'vitest'
import { parsePeriod } from '#core/period.ts'
import { periodYearBefore, previousPeriod, trendOf } from '#core/period-before.ts'
import { optionsOf, parseAttribution, parseComparison } from '#core/reports/options.ts'
import { parseSettings } from '#core/settings.ts'
import { settings as shipped } from '#infra/settings.ts'
import { funnel } from './conversion-fixture.ts'

const asOf = '2026-05-15T06:00:00.000Z'
const settings = parseSettings({ ...shipped, fiscalYearStartMonth: 4, weekStart: 'monday' })
const period = (text: string) => parsePeriod(text, asOf, settings)

describe('the period before and a year before', () => {
  test.each([
    ['2026-03', '2026-02', '2025-03'],
    ['2026-Q1', '2025-Q4', '2025-Q1'],
    ['2026-W09', '2026-W08', '2025-W09'],
    ['2024-02-29', '2024-02-28', '2023-02-28'],
    ['2026', '2025', undefined],
    ['FY2026', 'FY2025', undefined],
    ['FY2026-Q1', 'FY2025-Q4', 'FY2025-Q1'],
    ['2026-02..2026-04', '2025-11..2026-01', '2025-02..2025-04'],
    ['2025-04..2026-03', '2024-04..2025-03', undefined],
    ['2026-03-02..2026-03-08', '2026-02-23..2026-03-01', '2025-03-02..2025-03-08'],
    ['all', undefined, undefined],
  ])('of %s are %s and %s', (text = '', before, yearBefore) => {
    expect(previousPeriod(period(text), settings)?.label).toBe(before)
    expect(periodYearBefore(period(text), settings)?.label).toBe(yearBefore)
  })

  test('of a 53rd week is 52 weeks earlier', () => {
    expect(periodYearBefore(period('2020-W53'), settings)?.label).toBe('2020-W01')
  })

  test('touch the period and cover as much', () => {
    const before = previousPeriod(period('2026-03-02..2026-03-08'), settings)
    expect([before?.startsOn, before?.endsOn]).toEqual(['2026-02-23', '2026-03-02'])
  })
})

test.each([
  ['2026-03', '2025-04-01', '2026-04-01'],
  ['2025', '2025-01-01', '2026-01-01'],
  ['2024-01..2025-12', '2024-01-01', '2026-01-01'],
  ['2024-02-29', '2023-03-01', '2024-03-01'],
])('the trend of %s is the year that ends with it, or all of it', (text, startsOn, endsOn) => {
  expect(trendOf(period(text))).toEqual({ startsOn, endsOn })
})

describe('an attribution', () => {
  test.each([
    [undefined, { at: 'entry' }],
    ['entry', { at: 'entry' }],
    ['last', { at: 'last' }],
    ['every', { at: 'every' }],
    ['step 2', { at: 'step', step: 2 }],
    ['step_4', { at: 'step', step: 4 }],
    ['demo', { at: 'step', step: 2 }],
  ])('%j is %j', (text, attribution) => {
    expect(parseAttribution(text, funnel)).toEqual(attribution)
  })

  test.each(['step 0', 'step 5', 'first', ''])('%j is refused with those there are', (text) => {
    expect(() => parseAttribution(text, funnel)).toThrow(
      'allowed are entry, last, every, step 1 to step 4, or a stage: lead, demo, won, renewed',
    )
  })

  test('of every value is refused under the ordered rule', () => {
    expect(() => parseAttribution('every', { ...funnel, rules: ['ordered', 'any'] })).toThrow(
      /the first rule of sales is ordered/,
    )
  })
})

describe('a comparison', () => {
  test('is another period or two values of a dimension', () => {
    expect(parseComparison(undefined, asOf, settings)).toBeNull()
    expect(parseComparison('2025-Q4', asOf, settings)).toMatchObject({
      with: 'period',
      span: { label: '2025-Q4' },
    })
    expect(parseComparison('region=DACH..UK..IE', asOf, settings)).toEqual({
      with: 'segment',
      dimension: 'region',
      first: 'DACH',
      second: 'UK..IE',
    })
  })

  test.each([
    ['planet=mars..venus', /unknown dimension "planet": there are source, channel/],
    ['region=DACH..DACH', /names one value twice/],
    ['region=DACH', /unknown period/],
    ['soon', /unknown period "soon"/],
  ])('%j is refused', (text, message) => {
    expect(() => parseComparison(text, asOf, settings)).toThrow(message)
  })
})

test('without wishes three dimensions are shown, with one only that', () => {
  const resolved = { funnel, period: period('2026-03'), asOf }
  expect(optionsOf({}, resolved, settings)).toMatchObject({
    dimensions: ['channel', 'region', 'segment'],
    attribution: { at: 'entry' },
    comparison: null,
    split: null,
    previous: { label: '2026-02' },
  })
  expect(optionsOf({ dimension: 'rep' }, resolved, settings).dimensions).toEqual(['rep'])
  expect(() => optionsOf({ dimension: 'planet' }, resolved, settings)).toThrow(/unknown dimension/)
})
