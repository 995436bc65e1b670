import { describe, expect, test } from 'vitest'
import { growth } from '#core/reports/unit-economics/changes.ts'
import { defaultChoice, spendOf } from '#core/reports/unit-economics/costs.ts'
import {
  cappedLtv,
  discountedLtv,
  ltvToCac,
  marginLtv,
  monthsUntil,
  paybackMonths,
  roi,
  simpleLtv,
} from '#core/reports/unit-economics/formulas.ts'
import { dayQuantile } from '#core/reports/unit-economics/lags.ts'
import { cumulative, paidBackIn } from '#core/reports/unit-economics/lifetimes.ts'
import type { CohortRow, SpendRow } from '#core/reports/unit-economics/rows.ts'
import { unitInput } from '#test/sql/unit-economics-report.ts'

const input = unitInput()
const all = { dimension: 'all', value: 'all' }

const spend = (fields: Partial<SpendRow>): SpendRow => ({
  ...all,
  lag_months: 0,
  category: 'media',
  scope: 'new_business',
  amount: '100.0000',
  credit_notes: '0.0000',
  rated_days: 1,
  unrated_days: 0,
  ...fields,
})

const found = (value: number) => ({ value })

describe('lifetime value', () => {
  const lifetime = { arpa: found(100), churn: found(0.05), margin: 0.8 }

  test('ARPA 100 at a churn of 5 % and a margin of 80 %', () => {
    expect(simpleLtv(lifetime).value).toBe(2000)
    expect(marginLtv(lifetime).value).toBe(1600)
    expect(cappedLtv(lifetime, 1).value).toBe(80)
    expect(cappedLtv(lifetime, 2).value).toBe(156)
    // 12.68 % a year are 1 % a month: 80 x 1.01 / 0.06.
    expect(discountedLtv(lifetime, 1.01 ** 12 - 1).value).toBeCloseTo(1346.6667, 4)
    // 0.95^45 is 0.0994, 0.95^44 is 0.1047.
    expect(monthsUntil(0.1, lifetime.churn).value).toBe(45)
  })

  test('without churn has no end, but within a number of months and discounted', () => {
    const loyal = { ...lifetime, churn: found(0) }
    expect(marginLtv(loyal)).toEqual({
      value: null,
      missing: 'nothing was lost in these months: the formula has no end',
    })
    expect(cappedLtv(loyal, 60).value).toBe(4800)
    expect(discountedLtv(loyal, 1.01 ** 12 - 1).value).toBeCloseTo(8080, 4)
    expect(monthsUntil(0.1, loyal.churn).value).toBeNull()
  })

  test('is divided by CAC above 0 alone', () => {
    expect(ltvToCac(found(1600), found(400)).value).toBe(4)
    expect(ltvToCac(found(1600), found(0)).missing).toBe('CAC is not above 0')
    expect(paybackMonths(found(-5), found(100), 0.8).missing).toBe('CAC is not above 0')
  })
})

test('ROI takes the margin off what was won', () => {
  expect(roi(500, 0.8, found(100)).value).toBe(3)
  expect(roi(500, 0.8, found(0)).value).toBeNull()
})

test('a change needs something above 0 to compare with', () => {
  expect(growth(120, 100)).toBe(0.2)
  expect([growth(1, 0), growth(1, null), growth(null, 1)]).toEqual([null, null, null])
})

describe('spend', () => {
  const choice = defaultChoice(input.settings)
  const rows = [
    spend({}),
    spend({ category: 'people', amount: '50.0000' }),
    spend({ scope: 'expansion', amount: '7.0000' }),
    spend({ lag_months: 1, amount: '1.0000' }),
    spend({ dimension: 'channel', value: 'web', amount: '3.0000' }),
  ]

  test.each([
    [{}, 150],
    [{ loading: 'media' }, 100],
    [{ scope: 'all' }, 157],
    [{ lagMonths: 1 }, 1],
    [{ dimension: 'channel', value: 'web' }, 3],
  ] as const)('%j is %i', (chosen, amount) => {
    expect(spendOf(rows, { ...choice, ...chosen }).value).toBe(amount)
  })

  test('without a rate, or without any, is missing and not 0', () => {
    const unrated = [spend({ amount: '0.0000', rated_days: 0, unrated_days: 3 })]
    expect(spendOf(unrated, choice).missing).toBe('there is no rate for the currency of the spend')
    expect(spendOf([], choice).missing).toBe('no spend is recorded for these days')
  })
})

describe('customers followed', () => {
  const row = (starts_on: string, month_no: number, customers: number, amount: string) =>
    ({ starts_on, month_no, customers, amount }) satisfies CohortRow
  const rows = [
    row('2026-01-01', 0, 2, '10.0000'),
    row('2026-01-01', 1, 2, '30.0000'),
    row('2026-02-01', 0, 3, '20.0000'),
  ]

  test('are pooled over the cohorts that are complete', () => {
    expect(cumulative(rows)).toEqual([
      { customers: 5, perCustomer: 6 },
      { customers: 2, perCustomer: 20 },
    ])
  })

  test('together, as far as the youngest goes', () => {
    expect(cumulative(rows, true)).toEqual([{ customers: 5, perCustomer: 6 }])
    expect(cumulative([])).toEqual([])
  })

  test('have paid back in the month whose margin covers CAC', () => {
    expect(paidBackIn(cumulative(rows), 0.5, found(10)).value).toBe(2)
    expect(paidBackIn(cumulative(rows), 0.5, found(10.1)).value).toBeNull()
  })
})

test('a quantile of counted days is that of the days one by one', () => {
  const rows = [
    { step: 'won', days: 10, number: 2 },
    { step: 'won', days: 20, number: 1 },
    { step: 'won', days: null, number: 9 },
  ] as const
  expect(dayQuantile(rows, 0.5)).toBe(10)
  expect(dayQuantile(rows, 0.75)).toBe(15)
  expect(dayQuantile([], 0.5)).toBeNull()
})
