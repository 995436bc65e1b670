import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'
import { columnOf, figureOf } from './report-parts.ts'
import { recurringMonths, unitInput, unitReport } from './unit-economics-report.ts'

// Worked examples published by others; each comes out of the report's own queries.

let engine: LocalQueryEngine

beforeAll(async () => {
  engine = await openQueryEngine(':memory:')
})

afterAll(() => engine.close())

/** Spend of the days given, each amount in its own category. */
const spent = (amounts: readonly number[], from = '2026-03-01', to = '2026-04-01') =>
  [
    'event_id,type,period_start,period_end,amount,currency,category,scope',
    ...amounts.map(
      (amount, index) =>
        `s${index},spend,${from},${to},${amount},EUR,category${index},new_business`,
    ),
  ].join('\n')

/** So many accounts that became customers in March. */
const won = (number: number) =>
  [
    'conversion_id,basis,account_id,opportunity_id,is_customer,converted_at,converted_on,value,segment',
    ...Array.from(
      { length: number },
      (_, index) => `c${index},won,a${index},o${index},true,2026-03-20,2026-03-20,100,smb`,
    ),
  ].join('\n')

/** One account that pays so much a month. */
const paying = (monthly: number) => ({
  mrr_changes: `account_id,currency,changed_at:timestamp(6),"change:decimal(18,4)"\na0,EUR,2026-03-02,${monthly}`,
  subscriber_values: 'account_id,dimension:varchar,value:varchar\na0,all,all',
})

describe('CAC', () => {
  test.each([
    ['10', [60_000, 40_000, 25_000, 5_000, 10_000], 70, 2_000],
    ['11', [500_000], 50, 10_000],
  ])('%s: %j for %i customers is %i each', async (_, amounts, customers, cac) => {
    const report = await unitReport(engine, { events: spent(amounts), conversions: won(customers) })
    expect(figureOf(report, 'cac')).toBe(cac)
    expect(columnOf(report, 'cac_variants', 'cac')[0]).toBe(cac)
  })
})

describe('payback', () => {
  test.each([
    ['12', 2_400, 500, 0.8, 6],
    ['12', 2_400, 500, 0.5, 9.6],
    ['13', 1_200, 100, 0.8, 15],
    ['53', 1_200, 250, 0.8, 6],
  ])(
    '%s: %i at %i a month and a margin of %f takes %f months',
    async (_, cac, monthly, grossMargin, months) => {
      const given = { events: spent([cac]), conversions: won(1), ...paying(monthly) }
      const report = await unitReport(engine, given, unitInput({ grossMargin }))
      expect(figureOf(report, 'payback_months')).toBe(months)
      expect(columnOf(report, 'payback_variants', 'months')[1]).toBe(cac / monthly)
    },
  )
})

/** Accounts that pay when March begins, of which the first so many leave in it. */
function churning(accounts: number, lost: number) {
  const ids = Array.from({ length: accounts }, (_, index) => `b${index}`)
  return {
    mrr_months: recurringMonths(ids.map((id, index) => [id, '2026-03', 9, index < lost ? 0 : 9])),
    subscriber_values: `account_id,dimension:varchar,value:varchar\na0,all,all\n${ids
      .map((id) => `${id},all,all`)
      .join('\n')}`,
  }
}

describe('LTV', () => {
  test('14: 100 a month at a churn of 5 % is 2,000', async () => {
    const given = { ...paying(100), ...churning(20, 1) }
    const report = await unitReport(engine, given)
    const variants = columnOf(report, 'ltv_variants', 'variant')
    const values = columnOf(report, 'ltv_variants', 'ltv')
    expect(values[variants.indexOf('Simple')]).toBe(2_000)
    expect(figureOf(report, 'ltv')).toBe(1_600)
  })

  test('52: until a tenth is left, 50 a month at 8 % is 28 months and 920 after CAC', async () => {
    const given = {
      ...paying(50),
      ...churning(25, 2),
      events: spent([200]),
      conversions: won(1),
    }
    const report = await unitReport(engine, given)
    expect(columnOf(report, 'ltv_variants', 'variant').at(-1)).toBe(
      'Until 10% left (28 months), less CAC',
    )
    expect(columnOf(report, 'ltv_variants', 'ltv').at(-1)).toBe(920)
  })
})

describe('magic number', () => {
  test.each([
    ['21', 100_000, 130_000, 120_000, 1],
    ['22', 1_000_000, 1_480_000, 1_800_000, 1.07],
    ['23', 20_000, 25_000, 10_000, 2],
  ])('%s: %i, then %i, for %i is %f', async (_, before, quarter, spend, magic) => {
    const given = {
      events: spent([spend], '2025-10-01', '2026-01-01'),
      mrr_months: recurringMonths([
        ['a', '2025-11', 0, before / 2],
        ['a', '2025-12', before / 2, before / 2],
        ['a', '2026-01', before / 2, quarter],
        ['a', '2026-02', quarter, 0],
      ]),
    }
    const report = await unitReport(engine, given)
    expect(figureOf(report, 'magic_number')).toBeCloseTo(magic, 2)
  })
})
