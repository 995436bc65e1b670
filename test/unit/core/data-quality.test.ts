import { describe, expect, test } from 'vitest'
import { checks, countedChecks, populations } from '#core/reports/data-quality/checks.ts'
import { dataQuality } from '#core/reports/data-quality/report.ts'
import { catalog, reports } from '#test/sql/sources.ts'
import { velocityInput } from '#test/sql/velocity-report.ts'
import { all, figureOf, found, none, open } from './data-quality-fixture.ts'

const input = velocityInput()

describe('the checks', () => {
  const sql = [...catalog.models, ...reports]
    .filter(({ name }) => name.startsWith('quality_') || name.startsWith('data_quality_'))
    .map((query) => query.sql)
    .join('\n')

  test('are each made by a query, as are their populations', () => {
    const missing = [...checks.map((check) => check.id), ...Object.keys(populations)].filter(
      (id) => !sql.includes(`'${id}'`),
    )
    expect(missing).toEqual([])
  })

  test('have an id each and use every population', () => {
    expect(new Set(checks.map((check) => check.id)).size).toBe(checks.length)
    expect(new Set(checks.map((check) => check.population))).toEqual(
      new Set(Object.keys(populations)),
    )
  })

  test('count all but credit notes', () => {
    const uncounted = checks.filter((check) => !countedChecks.includes(check.id))
    expect(uncounted.map((check) => check.id)).toEqual(['negative_spend'])
  })

  test('that a query finds and none describes are an error', () => {
    const rows = { ...none, checks: [{ ...found, check_id: 'new_check' }] }
    expect(() => dataQuality.body(input, rows)).toThrow('check_id')
  })
})

describe('the figures', () => {
  const rows = {
    ...none,
    checks: [
      {
        ...found,
        check_id: 'any',
        number: 12,
        opportunities: 10,
        open_opportunities: 9,
        money: '1234.5000',
        without_amount: 2,
        without_rate: 1,
      },
      { ...found, check_id: 'no_amount', number: 8 },
      { ...found, check_id: 'past_close', number: 3 },
    ],
    populations: [open, { ...all, population: 'live_events', number: 1000 }],
  }
  const report = dataQuality.body(input, rows)

  test('count faults and the money of the opportunities that they touch', () => {
    expect(figureOf(report, 'quality_issues')?.value).toBe(12)
    expect(figureOf(report, 'money_at_risk')).toMatchObject({ value: 1234.5, n: 10 })
    expect(figureOf(report, 'money_at_risk')?.receipt.definition).toContain('3 of 10 have no')
  })

  test('have the share of open opportunities with its interval', () => {
    const figure = figureOf(report, 'faulty_open_opportunities')
    expect(figure).toMatchObject({ value: 0.225, n: 40, smallSample: false })
    expect(figure?.receipt).toMatchObject({ numerator: 9, denominator: 40 })
    expect(figure?.interval?.low).toBeCloseTo(0.1232, 4)
  })

  test('are 0 where nothing is wrong, and null with a reason where nothing was looked at', () => {
    const clean = dataQuality.body(input, { ...none, populations: [open] })
    expect(figureOf(clean, 'quality_issues')?.value).toBe(0)
    expect(figureOf(clean, 'money_at_risk')?.value).toBe(0)
    expect(figureOf(clean, 'late_events')).toMatchObject({
      value: null,
      missing: 'no event of this period was sent live',
    })
    expect(clean.headline).toBe('For March 2026 the checks found no fault.')
  })

  test('have no money where none of the opportunities has an amount', () => {
    const any = { ...found, check_id: 'any', number: 2, opportunities: 2, without_amount: 2 }
    const unpriced = dataQuality.body(input, { ...none, checks: [any], populations: [open] })
    expect(figureOf(unpriced, 'money_at_risk')).toMatchObject({
      value: null,
      missing: 'no opportunity with a fault has an amount and a rate',
    })
  })

  test('are those that other pages quote', () => {
    const quoted = dataQuality.keyFigures?.figures(input, rows) ?? []
    expect(quoted.map((figure) => [figure.id, figure.value])).toEqual([
      ['quality_issues', 12],
      ['money_at_risk', 1234.5],
    ])
  })

  test('are said first, in words', () => {
    expect(report.headline).toBe(
      'For March 2026 the checks found 12 faults, most often: open without amount; 9 of 40 open opportunities have at least one; the opportunities touched are worth 1,235 EUR.',
    )
  })
})
