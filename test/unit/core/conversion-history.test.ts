import { describe, expect, test } from 'vitest'
import { conversion } from '#core/reports/conversion.ts'
import { column, input, nothing, progress, rates, tableOf, time } from './conversion-fixture.ts'

/** The textbook curve as the SQL case `conversion_progress/textbook_curve` gives it. */
const textbook = [
  ['converted', 5],
  ['converted', 8],
  ['converted', 12],
  ['converted', 20],
  ['open', 10],
  ['open', 15],
  ['open', 25],
  ['open', 30],
].map(([fate = '', days = 0]) =>
  progress(1, { fate, days, number: 1, entered: 1, mature: days === 10 ? 0 : 1 }),
)

describe('progress', () => {
  const beside = [
    progress(1, { fate: 'skipped', number: 3 }),
    progress(1, { fate: 'backwards', days: -4, number: 2 }),
  ]
  const body = conversion.body(input, { ...nothing, progress: [...textbook, ...beside] })

  test('is the textbook curve at 7, 14, 30 days, unknown past the last observation', () => {
    const [first] = tableOf(body, 'curve').rows
    expect(first).toMatchObject({
      n: 8,
      day_7: { value: 0.125, smallSample: true },
      day_14: { value: 0.4 },
      day_30: { value: 0.6 },
      day_60: { value: null },
      half: 20,
    })
  })

  test('counts skips and steps backwards beside, and judges by the target or 90 days', () => {
    expect(tableOf(body, 'mature').rows.slice(0, 2)).toMatchObject([
      { entered: 8, mature: 7, maturity: 0.875, horizon: 90, skipped: 3, backwards: 2 },
      { entered: 0, mature: 0, maturity: null, horizon: 30, mature_rate: { value: null } },
    ])
  })

  test('stays known when everybody has left', () => {
    const gone = [
      progress(1, { fate: 'converted', days: 2, number: 3, entered: 3 }),
      progress(1, { fate: 'lost', days: 3, number: 1, entered: 1 }),
    ]
    const shown = conversion.body(input, { ...nothing, progress: gone })
    expect(rates(shown, 'curve', 'day_365')[0]).toBe(0.75)
  })
})

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

describe('times', () => {
  const times = [
    time(1, 2, { number: 4, total_seconds: 8 * 86_400, median_seconds: 86_400 }),
    time(1, 3, {
      number: 12,
      total_seconds: 12 * 86_400,
      under_7: 2,
      under_14: 2,
      under_30: 5,
      under_60: 5,
      under_90: 10,
      under_180: 11,
    }),
    time(2, 3, { number: 40, negative: 1, skipped: 2 }),
  ]
  const body = conversion.body(input, { ...nothing, times })

  test('go from stage to stage, then from the first to won', () => {
    expect(column(body, 'time_by_step', 'step')).toEqual([
      'Lead to Demo',
      'Demo to Won',
      'Lead to Won',
    ])
    expect(column(body, 'time_by_step', 'mean_days')).toEqual([2, null, 1])
    expect(column(body, 'time_by_step', 'flag')).toEqual(['small sample', null, 'small sample'])
  })

  test('are counted in ranges that add up to all', () => {
    expect(column(body, 'time_histogram', 'n')).toEqual([0, 2, 0, 3, 0, 5, 1, 1])
  })
})

test('movement names stages and rates pauses that are old enough', () => {
  const moved = {
    stage_no: 2,
    visits: 9,
    entered: 0,
    advanced: 5,
    skipped: 1,
    regressed: 1,
    repeated: 4,
    reopened: 1,
    created_late: 1,
    recycled: 0,
    paused: 3,
    judged: 40,
    reactivated: 10,
  }
  const body = conversion.body(input, { ...nothing, movement: [moved] })
  expect(tableOf(body, 'movement').rows).toEqual([
    {
      stage: 'Demo',
      visits: 9,
      enter: 0,
      advance: 5,
      skip: 1,
      regress: 1,
      reopen: 1,
      late_create: 1,
      recycle: 0,
      repeat: 4,
    },
  ])
  expect(rates(body, 'pauses', 'reactivation_rate')).toEqual([0.25])
})
