import { describe, expect, test } from 'vitest'
import {
  type Asked,
  chanceOf,
  openEstimate,
  withoutLargestDeal,
} from '#core/reports/pipeline/forecast.ts'
import { hindsightOf, triedForecasts } from '#core/reports/pipeline/hindsight.ts'
import { forecastOf } from '#core/reports/pipeline/period-forecast.ts'
import type {
  ForecastDealRow,
  ForecastRateRow,
  PipelineResult,
} from '#core/reports/pipeline/rows.ts'
import { none } from './pipeline-fixture.ts'

const rate = (stage: string, age_days: number, visits: number, wins: number): ForecastRateRow => ({
  ...{ kind: 'month', place: 0 },
  ...{ stage, age_days, visits, wins },
})

const deal = (more: Partial<ForecastDealRow>): ForecastDealRow => ({
  ...{ kind: 'month', place: 0, dimension: 'all', value: 'all', stage: 'a', age_days: 5 },
  ...{ deals: 1, priced: 1, money: '100.0000', largest_money: '100.0000', squares: '10000' },
  ...more,
})

describe('the chance of a deal', () => {
  const rates = [
    rate('a', 0, 100, 50),
    rate('a', 5, 30, 6),
    rate('a', 9, 29, 0),
    rate('b', 0, 29, 29),
    rate('', 0, 200, 20),
    { ...rate('a', 9, 500, 500), place: 1 },
  ]

  test.each([
    ['a', 5, 6, 30, 'stage and age'],
    ['a', 9, 50, 100, 'stage'],
    ['b', 0, 20, 200, 'all stages'],
    ['', 0, 20, 200, 'all stages'],
  ])('in stage "%s" after %i days is %i of %i by %s', (stage, age_days, wins, visits, of) => {
    expect(chanceOf(rates, deal({ stage, age_days }))).toMatchObject({ wins, visits, of })
  })

  test('of a deal older than history may be left out, of a rare stage not', () => {
    const of = (more: Partial<ForecastDealRow>) => chanceOf(rates, deal(more), 'left out')
    expect(of({ age_days: 9 })).toMatchObject({ wins: 0, of: 'left out' })
    expect(of({ age_days: 5 })).toMatchObject({ wins: 6, of: 'stage and age' })
    expect(of({ stage: 'b', age_days: 9 })).toMatchObject({ wins: 20, of: 'all stages' })
  })

  test('is unknown without history', () => {
    expect(chanceOf([], deal({}))).toBeNull()
  })
})

const asked: Asked = { kind: 'month', place: 0 }

describe('the estimate of open deals', () => {
  const half = { ...none, forecastRates: [rate('a', 5, 40, 20)] }

  test('is the sum of amount x chance, its interval cut to what is there', () => {
    const one = openEstimate({ ...half, forecastDeals: [deal({})] }, asked)
    expect(one).toEqual({ deals: 1, money: '100.0000', expected: 50, low: 0, high: 100 })
    const many = { deals: 100, money: '10000.0000', squares: '1000000' }
    const { expected, low, high } = openEstimate({ ...half, forecastDeals: [deal(many)] }, asked)
    // sd = sqrt(100 x 100^2 x 0.25) = 500
    expect([expected, low, high]).toEqual([5000, 4359.2, 5640.8])
  })

  test('is unknown where a deal with money has no chance, not where it has no money', () => {
    const unknown = { ...none, forecastDeals: [deal({})] }
    expect(openEstimate(unknown, asked).expected).toBeNull()
    const unpriced = deal({ money: null, largest_money: null, squares: null })
    expect(openEstimate({ ...none, forecastDeals: [unpriced] }, asked).expected).toBe(0)
  })

  test('without the largest deal leaves the others of its group', () => {
    const group = deal({ deals: 2, money: '130.0000', squares: '10900' })
    const result = {
      ...half,
      forecastDeals: [group, deal({ stage: '', money: null, largest_money: null })],
    }
    expect(withoutLargestDeal(result, asked)).toMatchObject({
      deals: 2,
      money: '30.0000',
      expected: 15,
    })
    expect(withoutLargestDeal(none, asked)).toBeNull()
  })
})

const period = (place: number, more: Partial<PipelineResult['forecastHistory'][number]> = {}) => ({
  ...{ kind: 'month', place, label: `m${place}`, starts_on: '', ends_on: '', as_of_on: '' },
  ...{ seconds_left: 1, is_known: true },
  ...{ won_before: '0.0000', won_open: '0.0000', won_created: '0.0000', ...more },
})

describe('the forecast', () => {
  const result = {
    ...none,
    forecastRates: [rate('a', 5, 40, 20), { ...rate('a', 5, 40, 20), place: 1 }],
    forecastDeals: [deal({}), deal({ place: 1 })],
    forecastHistory: [
      period(0, { won_before: '7.0000' }),
      period(1, { won_created: '10.0000', won_open: '100.0000' }),
      period(2, { won_created: '30.0000' }),
      period(3, { won_created: '999.0000', is_known: false }),
    ],
  }

  test('is what was won, the open deals and the mean of what came anew in known periods', () => {
    expect(forecastOf(result, asked)).toMatchObject({
      wonSoFar: 7,
      notYetCreated: 20,
      periods: 2,
      total: 77,
      low: 27,
      high: 127,
    })
  })

  test('in hindsight takes only the periods before, and says how far off it was', () => {
    const tried = triedForecasts(result, 'month')
    expect(
      tried.map(({ label, actual, error, isInside }) => ({ label, actual, error, isInside })),
    ).toEqual([
      { label: 'm2', actual: 30, error: -30, isInside: false },
      { label: 'm1', actual: 110, error: -30, isInside: true },
    ])
    expect(hindsightOf(tried)).toMatchObject({
      judged: 2,
      meanError: -30,
      meanAbsolute: 30,
      inside: 1,
      coverage: 0.5,
    })
  })
})
