import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RawEvent } from '#test/oracle/raw-event.ts'
import { happened } from './report-business.ts'
import { columnOf, figureOf } from './report-parts.ts'
import { openRetention } from './retention-report.ts'

// Worked examples published by others; each comes out of the report's own queries.

let business: Awaited<ReturnType<typeof openRetention>>

beforeAll(async () => {
  business = await openRetention()
})

afterAll(() => business.close())

const cut = '2026-06-01T00:00:00.000Z'

/** What a subscription costs a month from each moment on; 0 ends it. */
function subscription(account: string, prices: Readonly<Record<string, number>>): RawEvent[] {
  return Object.entries(prices).map(([day, price], index) =>
    happened({
      event_id: `${account}-${day}`,
      occurred_at: `${day}T10:00:00.000Z`,
      action: price === 0 ? 'cancel' : index === 0 ? 'start' : 'change',
      account_id: account,
      subscription_id: `s-${account}`,
      amount: String(price),
      currency: 'EUR',
      interval: 'month',
    }),
  )
}

/** Accounts that pay so much before March and so much after it. */
const pairs = (amounts: readonly (readonly [number, number])[]): RawEvent[] =>
  amounts.flatMap(([before, after], index) =>
    subscription(`a${index}`, {
      ...(before === 0 ? {} : { '2026-01-10': before }),
      ...(before === after ? {} : { '2026-03-10': after }),
    }),
  )

async function marchOf(events: readonly RawEvent[]) {
  await business.build({ events, cut })
  return business.report('2026-03')
}

/** A column of the table of rates by its labels. */
function rateOf(report: Awaited<ReturnType<typeof marchOf>>, label: string) {
  const labels = columnOf(report, 'retention_rates', 'rate')
  return columnOf(report, 'retention_rates', 'period')[labels.indexOf(label)]
}

const movement = (report: Awaited<ReturnType<typeof marchOf>>, label: string, column = 'net') =>
  columnOf(report, 'mrr_waterfall', column)[
    columnOf(report, 'mrr_waterfall', 'movement').indexOf(label)
  ]

describe('net and gross revenue retention', () => {
  test.each([
    // dnoise.online: 200,000, churn 6,000, contraction 4,000, expansion 20,000.
    [
      '15',
      [
        [6_000, 0],
        [10_000, 6_000],
        [20_000, 40_000],
        [164_000, 164_000],
      ],
      1.05,
      0.95,
    ],
    // metrickittools.com: 100,000, expansion 15,000, contraction 5,000, churn 8,000.
    [
      '16',
      [
        [8_000, 0],
        [9_000, 4_000],
        [3_000, 18_000],
        [80_000, 80_000],
      ],
      1.02,
      0.87,
    ],
  ] as const)('%s: of %j', async (_, amounts, nrr, grr) => {
    const report = await marchOf(pairs(amounts))
    expect(figureOf(report, 'nrr')).toBe(nrr)
    expect(figureOf(report, 'grr')).toBe(grr)
  })

  test('46: the same customers pay 35,000 instead of 27,000, then 5,000 expire', async () => {
    // churnzero.net
    const grown = subscription('a', { '2026-01-10': 22_000, '2026-03-10': 30_000 })
    const expired = subscription('b', { '2026-01-10': 5_000, '2026-03-20': 0 })
    const report = await marchOf([...grown, ...expired])
    expect(figureOf(report, 'nrr')).toBeCloseTo(1.1111, 4)
  })
})

describe('churn', () => {
  test('17: 10 lost and 10 less of 100 are 20 % gross, with 10 more 10 % net', async () => {
    // ChartMogul help 203359341
    const report = await marchOf(
      pairs([
        [10, 0],
        [20, 10],
        [30, 40],
        [40, 40],
      ]),
    )
    expect(figureOf(report, 'gross_churn')).toBe(0.2)
    expect(figureOf(report, 'net_churn')).toBe(0.1)
  })

  test('19: 100 to 120 with 10 new is -10 % by the daily formula', async () => {
    // ChartMogul help 4414075567250
    const report = await marchOf(
      pairs([
        [100, 110],
        [0, 10],
      ]),
    )
    expect(rateOf(report, 'Net churn, daily formula')).toMatchObject({ value: -0.1 })
  })

  test('28: of 500 customers 450 are still there', async () => {
    // github.com/Brett777/Predict-Churn
    const of500 = Array.from({ length: 500 }, (_, index) => [1, index < 50 ? 0 : 1] as const)
    expect(figureOf(await marchOf(pairs(of500)), 'logo_churn')).toBe(0.1)
  })
})

describe('movements', () => {
  test('20: 2,000 a year are 166.67 new; 60 a month come and go: expansion and contraction', async () => {
    // ChartMogul help 201244842
    const yearly = happened({
      event_id: 'y',
      occurred_at: '2026-03-02T10:00:00.000Z',
      action: 'start',
      account_id: 'a',
      subscription_id: 'yearly',
      amount: '2000',
      currency: 'EUR',
      interval: 'year',
    })
    const monthly = subscription('a', { '2026-03-10': 60, '2026-03-20': 0 })
    const report = await marchOf([yearly, ...monthly])
    const each = (label: string) => movement(report, label, 'each')
    expect(each('New')).toBeCloseTo(166.67, 2)
    expect(each('Expansion: upsell')).toBe(60)
    expect(each('Contraction')).toBe(-60)
    expect(each('Churn')).toBe(0)
    // Net per account, what came and went between the ends of the period is nothing.
    expect(movement(report, 'Expansion: upsell')).toBe(0)
    expect(movement(report, 'Contraction')).toBe(0)
  })

  test.each([
    // mixpanel/docs, revenue analytics
    [20, 5, 'Contraction'],
    [5, 0, 'Churn'],
    [0, 5, 'New'],
    [5, 20, 'Expansion: upsell'],
    [5, 5, undefined],
  ])('51: %i to %i is %s', async (before, after, label) => {
    const report = await marchOf(pairs([[before, after]]))
    const labels = columnOf(report, 'mrr_waterfall', 'movement').slice(1, -1)
    const moved = labels.filter((each) => movement(report, String(each)) !== 0)
    expect(moved).toEqual(label === undefined ? [] : [label])
    expect(label === undefined ? 0 : movement(report, label)).toBe(after - before)
  })
})

test('27: 30 % promoters and 20 % detractors are an NPS of 10', async () => {
  // annualreport2018.dela.nl
  const scores = [9, 10, 9, 8, 7, 8, 7, 8, 0, 6]
  const answers = scores.map((score, index) =>
    happened({
      event_id: `n${index}`,
      type: 'survey',
      occurred_at: '2026-03-10T10:00:00.000Z',
      contact_id: `c${index}`,
      kind: 'nps',
      score,
    }),
  )
  const report = await marchOf(answers)
  expect(figureOf(report, 'nps')).toBe(10)
  expect(report.figures.find(({ id }) => id === 'nps')).toMatchObject({ n: 10, smallSample: true })
})
