import { describe, expect, test } from 'vitest'
import { logoChurn, moneyRate, movementsOf } from '#core/reports/retention/movements.ts'
import { npsOf } from '#core/reports/retention/opinions.ts'
import { retention } from '#core/reports/retention/report.ts'
import type { AnswerRow, MovementKind, MovementRow } from '#core/reports/retention/rows.ts'
import { noRetention, retentionInput } from '#test/sql/retention-report.ts'

const input = retentionInput('2026-03', '2026-06-01T00:00:00.000Z')

const moved = (
  kind: MovementKind,
  accounts: number,
  [opened, end, closed = end]: readonly [string, string, string?],
  crossSell = '0',
): MovementRow => ({
  span: 'period',
  dimension: 'all',
  value: 'all',
  kind,
  accounts,
  opened,
  moved: end,
  closed,
  cross_sell: crossSell,
})

/** Start 100: 10 churn, 20 to 15, 30 to 42 (5 cross-sold), 40 stay; 7 new, 3 return; FX takes 1.5. */
const march = [
  moved('churn', 1, ['10', '0']),
  moved('contraction', 1, ['20', '15', '14.5']),
  moved('expansion', 2, ['30', '42'], '5'),
  moved('none', 3, ['40', '40', '39']),
  moved('new', 2, ['0', '7'], '7'),
  moved('reactivation', 1, ['0', '3']),
]

describe('movements', () => {
  const of = movementsOf(march)

  test('add up from the start to the end, cross-sell apart from upsell', () => {
    const parts = [of.new, of.reactivation, of.upsell, of.crossSell, of.contraction, of.churn]
    expect(parts.map((part) => Number(part) / 10_000)).toEqual([7, 3, 7, 5, -5, -10])
    expect(Number(of.fx) / 10_000).toBe(-1.5)
    expect(of.start + parts.reduce((sum, part) => sum + part, of.fx)).toBe(of.end)
    expect([of.paidAtStart, of.paidAtEnd]).toEqual([7, 9])
  })

  test.each([
    ['nrr', 0.97],
    ['grr', 0.85],
    ['reactivation', 0.03],
    ['gross_churn', 0.15],
    ['net_churn', 0],
    ['daily_net_churn', 0],
  ] as const)('%s is %f of the start', (rate, value) => {
    expect(moneyRate(rate, of).value).toBe(value)
  })

  test('have no rate without a start', () => {
    const started = movementsOf([moved('new', 2, ['0', '7'])])
    expect(moneyRate('nrr', started).value).toBeNull()
    expect(logoChurn(started)).toEqual({ value: null, interval: null, smallSample: false })
  })

  test('count the accounts that stopped among those that paid', () => {
    expect(logoChurn(of)).toMatchObject({ value: 0.1428571429, smallSample: true })
  })
})

describe('NPS', () => {
  const row = (answers: number, promoters: number, detractors: number, scale: number) => ({
    span: 'period' as const,
    dimension: 'all',
    value: 'all',
    kind: 'nps' as const,
    scale_max: scale,
    answers,
    promoters,
    detractors,
    total_score: '0',
  })

  test('has passives in the denominator and other scales out', () => {
    const rows: AnswerRow[] = [row(8, 5, 1, 10), row(9, 0, 9, 5)]
    expect(npsOf(rows)).toEqual({ value: 50, answers: 8, promoters: 5, detractors: 1, passives: 2 })
    expect(npsOf([row(9, 0, 9, 5)]).value).toBeNull()
  })
})

describe('the page', () => {
  test('of an empty period says so, with a reason for every missing figure', () => {
    const report = retention.body(input, noRetention)
    expect(report.headline).toBe('No recurring revenue in March 2026.')
    expect(report.notes.map((note) => note.code)).toEqual(['empty_period'])
    expect(report.figures.map((figure) => [figure.value, figure.missing === undefined])).toEqual(
      report.figures.map(() => [null, false]),
    )
  })

  test('says what recurring revenue became and how many left', () => {
    const { headline } = retention.body(input, { ...noRetention, movements: march })
    expect(headline).toBe(
      'Monthly recurring revenue rose from 100 EUR to 106 EUR in March 2026; net revenue retention was 97.00%, and 1 of 7 accounts stopped paying.',
    )
  })

  test('has the figures that other pages quote, from the movements alone', () => {
    const figures = retention.keyFigures?.figures(input, { movements: march }) ?? []
    expect(figures.map(({ id, value }) => [id, value])).toEqual([
      ['mrr', 105.5],
      ['nrr', 0.97],
      ['grr', 0.85],
    ])
    expect(Object.keys(retention.keyFigures?.queries(input) ?? {})).toEqual(['movements'])
  })

  test('shows the variant with free accounts only where there are any', () => {
    const shown = (accounts: number) => {
      const subscribers = [moved('none', accounts, ['40', '40'])]
      const movements = [moved('none', 3, ['40', '40'])]
      const { sections } = retention.body(input, { ...noRetention, movements, subscribers })
      const ids = sections.flatMap(({ tables }) => tables.map(({ id }) => id))
      return ids.includes('retention_by_subscription')
    }
    expect([shown(3), shown(5)]).toEqual([false, true])
  })

  test('counts what is left out by reason, with examples', () => {
    const leftOut = [
      { reason: 'no_rate', id: 'a1 XXX', detail: '5.0000 to 7.0000' },
      { reason: 'no_rate', id: 'a2 XXX', detail: '0.0000 to 7.0000' },
    ]
    const { notes } = retention.body(input, { ...noRetention, leftOut, movements: march })
    expect(notes).toEqual([
      {
        code: 'no_rate',
        text: 'Recurring revenue in a currency without an exchange rate to EUR when the period began or ended: left out of money and of accounts.',
        count: 2,
        examples: ['a1 XXX: 5.0000 to 7.0000', 'a2 XXX: 0.0000 to 7.0000'],
      },
    ])
  })
})
