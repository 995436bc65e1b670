import { describe, expect, test } from 'vitest'
import { conversion } from '#core/reports/conversion/report.ts'
import { column, input, nothing, progress, tableOf } from './conversion-fixture.ts'

describe('leaks', () => {
  const at = (step: number, value: string, mature: number, converted: number) =>
    progress(step, { value, mature, converted, settled: 10, settled_won: step === 1 ? 2 : 10 })
  const rows = [
    at(1, 'ads', 100, 20),
    at(1, 'mail', 100, 60),
    at(2, 'ads', 20, 5),
    at(2, 'mail', 20, 15),
  ]
  const cause = (step: number, value: string, more: object) => ({
    step,
    value,
    open_tries: 20,
    untouched: 10,
    judged: 20,
    stalled: 2,
    ...more,
  })
  const wonValues = [{ value: 'ads', number: 40, amount: '80000.0000' }]
  const leaks = (more: object) => conversion.body(input, { ...nothing, progress: rows, ...more })

  test('are grouped by part and weighed by money: 20 x 0.2 x 2,000 and 5 x 1 x 2,000', () => {
    const body = leaks({ wonValues })
    expect(body.currency).toBe('EUR')
    expect(tableOf(body, 'leaks').rows).toMatchObject([
      { part: 'Top', step: 'Lead to Demo', channel: 'ads', missing_won: 4, expected_loss: 8000 },
      { part: 'Middle', step: 'Demo to Won', channel: 'ads', missing_won: 5, expected_loss: 10000 },
    ])
    const section = body.sections.find((each) => each.id === 'leaks')
    expect(section?.chart).toMatchObject({
      unit: 'money',
      bars: [{ label: 'ads: after Demo' }, { label: 'ads: after Lead' }],
    })
  })

  test('without money are weighed by the wins that are missing', () => {
    const body = leaks({})
    expect(body).not.toHaveProperty('currency')
    expect(tableOf(body, 'leaks').columns.map((each) => each.id)).not.toContain('expected_loss')
    expect(column(body, 'leaks', 'missing_won')).toEqual([4, 5])
  })

  // A year ago 70 of 100 went on: ads miss 50 of 70, mail 10 more; a fifth of them would be won.
  test('are held against the year before beside, where it is known', () => {
    const body = leaks({ progressBefore: [at(1, 'ads', 50, 40), at(1, 'fair', 50, 30)] })
    const table = tableOf(body, 'leaks_year_before')
    expect(table.receipt.variant).toContain('year before')
    expect(table.rows).toMatchObject([
      { step: 'Lead to Demo', channel: 'ads', expected: 0.7, missing_won: 10 },
      { step: 'Lead to Demo', channel: 'mail', expected: 0.7, missing_won: 2 },
    ])
    expect(column(body, 'leaks', 'missing_won')).toEqual([4, 5])
  })

  // 90 of 100 are aimed at: ads miss 70, mail 30.
  test('are held against the target of the stage beside, where it has one', () => {
    const [lead, ...others] = input.funnel.stages
    if (lead === undefined) throw new Error('no stage')
    const stages = [{ ...lead, target_rate: 0.9 }, ...others]
    const aimed = { ...input, funnel: { ...input.funnel, stages } }
    const body = conversion.body(aimed, { ...nothing, progress: rows })
    expect(tableOf(body, 'leaks_target').rows).toMatchObject([
      { step: 'Lead to Demo', channel: 'ads', expected: 0.9, missing_won: 14 },
      { step: 'Lead to Demo', channel: 'mail', expected: 0.9, missing_won: 6 },
    ])
  })

  test('have no table against what is not known', () => {
    const section = leaks({}).sections.find((each) => each.id === 'leaks')
    expect(section?.tables.map(({ id }) => id)).toEqual(['leaks', 'leak_signs'])
    expect(
      conversion.queries({ ...input, period: { ...input.period, label: 'all' } }),
    ).not.toHaveProperty('progressBefore')
  })

  test('name the sign in which the segment stands out most, and none for small numbers', () => {
    const causes = (more: object) => [cause(1, 'ads', more), cause(1, 'mail', {})]
    const named = (more: object) => column(leaks(more), 'leaks', 'cause')[0]
    expect(named({})).toBe('none stands out')
    expect(named({ causes: causes({ untouched: 18, stalled: 6 }) })).toBe('going cold')
    expect(named({ causes: causes({ stalled: 6 }) })).toBe('stalling')
    expect(named({ causes: causes({ open_tries: 5, untouched: 5, judged: 0 }) })).toBe(
      'none stands out',
    )
    const fit = [
      { step: 1, value: 'ads', known: 20, fitting: 2 },
      { step: 1, value: 'mail', known: 20, fitting: 16 },
    ]
    expect(named({ fit, causes: causes({ untouched: 14 }) })).toBe('wrong audience')
  })
})
