import { describe, expect, test } from 'vitest'
import { checks } from '#core/reports/data-quality/checks.ts'
import { dataQuality } from '#core/reports/data-quality/report.ts'
import { velocityInput } from '#test/sql/velocity-report.ts'
import { found, none, open, tableOf } from './data-quality-fixture.ts'

const input = velocityInput()

describe('the page', () => {
  test('of an empty log says so, with a reason for every missing figure', () => {
    const report = dataQuality.body(input, none)
    expect(report.headline).toBe('Nothing was received yet.')
    expect(report.notes[0]?.code).toBe('empty_period')
    expect(report.figures.map((figure) => figure.value)).toEqual([null, null, null, null, null])
    expect(report.figures.filter((figure) => figure.missing === undefined)).toEqual([])
  })

  test('has a table id only once, and lists a check that found nothing', () => {
    const report = dataQuality.body(input, none)
    const ids = report.sections.flatMap((section) => section.tables.map((table) => table.id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(tableOf(report, 'checks').rows).toHaveLength(checks.length)
    expect(tableOf(report, 'checks').rows[0]).toMatchObject({
      number: 0,
      share: { value: null, interval: null, smallSample: false },
    })
  })

  test('says for every rep what is found most often', () => {
    const ann = { ...found, dimension: 'rep', value: 'ann' }
    const report = dataQuality.body(input, {
      ...none,
      checks: [
        { ...ann, check_id: 'any', number: 3, open_opportunities: 2, money: '5.0000' },
        { ...ann, check_id: 'no_owner', number: 1 },
        { ...ann, check_id: 'past_close', number: 2 },
      ],
      populations: [
        { ...open, dimension: 'rep', value: 'ann', number: 4 },
        { ...open, dimension: 'rep', value: 'bob', number: 6 },
      ],
    })
    expect(tableOf(report, 'faults_by_rep').rows).toMatchObject([
      {
        rep: 'ann',
        faults: 3,
        most: 'Open past its expected close (2)',
        open: 4,
        faulty: { value: 0.5, smallSample: true },
        money: '5.0000',
      },
      { rep: 'bob', faults: 0, most: null, open: 6, faulty: { value: 0 }, money: null },
    ])
  })

  test('has one column for each field, under its rep', () => {
    const field = { subject: 'opportunity', dimension: 'rep', value: 'ann', number: 4 }
    const report = dataQuality.body(input, {
      ...none,
      fields: [
        { ...field, field: 'amount', filled: 3 },
        { ...field, field: 'rep', filled: 4 },
      ],
    })
    expect(tableOf(report, 'completeness_of_opportunity_by_rep').rows).toMatchObject([
      { rep: 'ann', number: 4, amount: { value: 0.75 } },
    ])
  })

  test('adds won money up exactly and says why the two differ', () => {
    const win = {
      source_system: 'crm',
      month_on: '2026-03-01',
      number: 1,
      without_amount: 0,
      without_rate: 0,
      example: 'o1',
    }
    const report = dataQuality.body(input, {
      ...none,
      wins: [
        { ...win, reason: 'counted', sent: '0.1000', counted: '0.1000' },
        { ...win, reason: 'retracted', sent: '0.2000', counted: null },
        { ...win, reason: 'no_rate', sent: null, counted: null, without_rate: 1 },
      ],
    })
    const { rows } = tableOf(report, 'reconciliation_money')
    expect(rows[0]).toMatchObject({
      number: 3,
      sent: '0.3000',
      counted: '0.1000',
      difference: '0.2000',
      unvalued: 1,
    })
    expect(rows.slice(1).map((row) => [row.reason, row.difference])).toEqual([
      ['Counted as sent', '0.0000'],
      ['Taken back', '0.2000'],
      ['In a currency without rate', '0.0000'],
    ])
  })
})

test('merges have a row for each basis and outcome, shared among those of the basis', () => {
  const merge = {
    kind: 'lead',
    id: 'a',
    into_kind: 'lead',
    into_id: 'b',
    survivor_id: 'b',
    event_id: 'k1',
    source_system: 'crm',
    occurred_on: '2026-03-01',
    reason: null,
  }
  const report = dataQuality.body(input, {
    ...none,
    merges: [
      { ...merge, basis: 'email_hash', outcome: 'merged', number: 1, nth: 1, reason: 'same' },
      { ...merge, basis: 'link', outcome: 'circle', number: 1, nth: 1, survivor_id: 'a' },
      { ...merge, basis: 'link', outcome: 'merged', number: 3, nth: 1 },
      { ...merge, basis: 'link', outcome: 'merged', number: 3, nth: 2, id: 'c' },
    ],
  })
  expect(tableOf(report, 'merges').rows).toMatchObject([
    { basis: 'Rule: same e-mail hash', outcome: 'Merged', number: 1, share: { value: 1 } },
    { outcome: 'Refused: leads into a circle', number: 1, share: { value: 0.25 } },
    { basis: 'Link between ids', number: 3, share: { value: 0.75, smallSample: true } },
  ])
  expect(tableOf(report, 'merge_examples').rows).toMatchObject([
    { from: 'lead a', into: 'lead b', survivor: 'b', reason: 'same' },
    { survivor: 'a', reason: null },
    { from: 'lead a' },
    { from: 'lead c' },
  ])
})
