import { describe, expect, test } from 'vitest'
import { risksOf } from '#core/reports/retention/due.ts'
import { keptRate, renewalRate, renewalsOf } from '#core/reports/retention/renewals.ts'
import { retention } from '#core/reports/retention/report.ts'
import type { DueRow, RenewalRow } from '#core/reports/retention/rows.ts'
import { columnOf } from '#test/sql/report-parts.ts'
import { noRetention, retentionInput } from '#test/sql/retention-report.ts'

const input = retentionInput('2026-03', '2026-06-01T00:00:00.000Z')

describe('renewals', () => {
  const row = (state: RenewalRow['state'], terms: number, due: string, kept: string | null) => ({
    span: 'period' as const,
    dimension: 'all',
    value: 'all',
    state,
    terms,
    unrated: 0,
    due,
    kept,
    renewed: kept,
  })

  test('leave pending ones and those to come out of the rate and of the money', () => {
    const of = renewalsOf([
      row('renewed', 3, '60', '45'),
      row('lost', 1, '30', null),
      row('pending', 5, '500', null),
      row('to come', 2, '70', null),
    ])
    expect(renewalRate(of).value).toBe(0.75)
    expect(keptRate(of)).toEqual({ value: 0.5, interval: null, smallSample: true })
    expect([of.pending, of.toCome]).toEqual([5, 2])
  })

  test('without a decided term have no rate', () => {
    expect(renewalRate(renewalsOf([row('pending', 5, '500', null)])).value).toBeNull()
  })

  const calm: DueRow = {
    subscription_id: 's1',
    account_id: 'a1',
    product: 'crm',
    ends_on: '2026-07-01',
    days_left: 30,
    money: '100.0000',
    monthly: '100.0000',
    currency: 'EUR',
    cancelled_on: null,
    last_status: 'live',
    active_seats: '9.0000',
    paid_seats: '10.0000',
    adoption_band: '70 % and more',
    answers: 2,
    promoters: 2,
    detractors: 0,
    onboarding: 'never',
    is_shrunk: false,
  }

  test.each([
    [{}, []],
    [{ cancelled_on: '2026-05-01' }, ['notice given']],
    [{ last_status: 'paused', is_shrunk: true }, ['paused', 'shrank in the last 180 days']],
    [
      { adoption_band: 'below 40 %', detractors: 1 },
      ['less than 40 % of seats in use', '1 detractor', 'never onboarded'],
    ],
    [{ adoption_band: 'no usage', onboarding: 'late' as const }, []],
  ])('are at risk by named rules: %j', (changes, risks) => {
    expect(risksOf({ ...calm, ...changes })).toEqual(risks)
  })

  test('due are summed by when they end, and say what has no rate', () => {
    const due = [
      calm,
      { ...calm, subscription_id: 's2', days_left: 90, money: null, is_shrunk: true },
      {
        ...calm,
        subscription_id: 's3',
        days_left: 91,
        money: '0.3000',
        cancelled_on: '2026-05-01',
      },
    ]
    const report = retention.body(input, { ...noRetention, due })
    const of = (column: string) => columnOf(report, 'renewals_due', column)
    expect(of('subscriptions')).toEqual([2, 1])
    expect(of('money')).toEqual([100, 0.3])
    expect(of('money_at_risk')).toEqual([0, 0.3])
    expect(of('unrated')).toEqual([1, 0])
  })
})
