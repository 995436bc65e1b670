import { describe, expect, test } from 'vitest'
import type { ReportBody } from '#core/reports/definition.ts'
import { unitEconomics } from '#core/reports/unit-economics/report.ts'
import type { SpendRow } from '#core/reports/unit-economics/rows.ts'
import { columnOf, figureOf } from '#test/sql/report-parts.ts'
import { unitInput } from '#test/sql/unit-economics-report.ts'

const input = unitInput()
const none = {
  spend: [],
  earned: [],
  recurring: [],
  mrr: [],
  entrants: [],
  quarters: [],
  cohorts: [],
  lags: [],
  sourced: [],
  leftOut: [],
}
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

const earned = (customers: number, fields: object = {}) => ({
  ...all,
  model: 'first',
  customers: `${customers}.000000000000000000`,
  paid_customers: '0.000000000000000000',
  won: `${customers}.000000000000000000`,
  won_amount: '500.0000',
  influenced: customers,
  ...fields,
})

const month = (lost: number, fields: object = {}) => ({
  ...all,
  nth: 1,
  starts_on: '2026-03-01',
  opening_accounts: 10,
  closing_accounts: 10 - lost,
  lost_accounts: lost,
  unrated_accounts: 0,
  opening: '1000.0000',
  closing: '900.0000',
  lost: '200.0000',
  new_accounts: 0,
  new: '0.0000',
  ...fields,
})

const mrr = { ...all, accounts: 4, unrated_accounts: 0, amount: '400.0000' }

const report = (rows: object): ReportBody => unitEconomics.body(input, { ...none, ...rows })

describe('the page', () => {
  test('of an empty period says so, with a reason for every missing figure', () => {
    const { headline, notes, figures } = report({})
    expect(headline).toBe('No account became a customer in March 2026.')
    expect(notes.map((note) => note.code)).toEqual(['empty_period', 'empty_period', 'empty_period'])
    expect(figures).toHaveLength(9)
    for (const figure of figures) {
      expect([figure.id, figure.value, typeof figure.missing]).toEqual([figure.id, null, 'string'])
    }
  })

  test('of a month: CAC 25, LTV 80 / 0.1, 32 times and 25 / 80 months', () => {
    const body = report({
      spend: [spend({})],
      earned: [earned(4)],
      recurring: [month(1)],
      mrr: [mrr],
    })
    const figures = ['cac', 'ltv', 'ltv_to_cac', 'payback_months', 'arpa', 'churn', 'roas']
    expect(figures.map((id) => figureOf(body, id))).toEqual([25, 800, 32, 0.3125, 100, 0.1, 5])
    expect(body.headline).toBe(
      '4 accounts became customers in March 2026, each for 25 EUR; paid back in 0.3 months of margin; a customer is worth 32.0 times what it costs.',
    )
    expect(body.figures.find(({ id }) => id === 'cac')).toMatchObject({
      n: 4,
      smallSample: true,
      receipt: { numerator: 100, denominator: 4 },
    })
  })

  test('without churn has no LTV, says why, and shows what was observed', () => {
    const body = report({
      recurring: [month(0)],
      mrr: [mrr],
      cohorts: [{ starts_on: '2026-03-01', month_no: 0, customers: 2, amount: '50.0000' }],
    })
    expect(figureOf(body, 'ltv')).toBeNull()
    expect(columnOf(body, 'ltv_variants', 'ltv')).toEqual([
      null,
      null,
      400,
      20,
      expect.any(Number),
      4800,
      null,
    ])
    expect(body.notes.map((note) => note.code)).toContain('zero_churn')
  })

  test('splits the change of CAC into spend and customers', () => {
    const body = report({
      spend: [spend({ amount: '400.0000' })],
      earned: [earned(2)],
      spendBefore: [spend({ amount: '100.0000' })],
      earnedBefore: [earned(1)],
    })
    const parts = ['spend', 'customers'].map((id) => Number(columnOf(body, 'cac_change', id)[0]))
    expect(columnOf(body, 'cac_change', 'change')[0]).toBe(100)
    // L = 100 / ln 2: spend L x ln 4, customers -L x ln 2.
    expect(parts).toEqual([200, -100])
    expect(columnOf(body, 'changes', 'cac_change')).toEqual([null, 1, null])
  })

  test('keeps what names no channel in a row of its own, so that rows add up', () => {
    const body = report({
      spend: [
        spend({}),
        spend({ dimension: 'channel', value: 'web', amount: '30.0000' }),
        spend({ dimension: 'channel', value: '(none)', amount: '70.0000' }),
      ],
      earned: [
        earned(4),
        earned(3, { dimension: 'channel', value: 'web' }),
        earned(1, { dimension: 'channel', value: '(none)' }),
      ],
    })
    expect(columnOf(body, 'cac_by_channel', 'channel')).toEqual(['(none)', 'web', 'All'])
    expect(columnOf(body, 'cac_by_channel', 'spend')).toEqual([70, 30, 100])
    expect(columnOf(body, 'cac_by_channel', 'customers')).toEqual([1, 3, 4])
    expect(columnOf(body, 'cac_by_channel', 'cac_first')).toEqual([70, 10, 25])
    expect(body.notes.map((note) => note.code)).toEqual([
      'empty_period',
      'spend_without_channel',
      'untouched',
    ])
  })

  test('counts and lists what is left out, by reason', () => {
    const leftOut = [
      { reason: 'credit_note', id: 's1', detail: '-10.0000 EUR' },
      { reason: 'won_without_amount', id: 'o1', detail: null },
    ]
    expect(report({ leftOut }).notes.filter((note) => note.examples)).toEqual([
      {
        code: 'credit_note',
        text: 'Credit notes: negative spend, counted on its days.',
        count: 1,
        examples: ['s1: -10.0000 EUR'],
      },
      {
        code: 'won_without_amount',
        text: 'Won without an amount: in counts, out of money.',
        count: 1,
        examples: ['o1'],
      },
    ])
  })
})

test('key figures need no more than the page', () => {
  const page = unitEconomics.queries(input)
  for (const [name, { query }] of Object.entries(unitEconomics.keyFigures?.queries(input) ?? {})) {
    expect(page[name]?.query).toBe(query)
  }
})
