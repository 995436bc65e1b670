import { describe, expect, test } from 'vitest'
import { conversion } from '#core/reports/conversion/report.ts'
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
