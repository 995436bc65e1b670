import { describe, expect, test } from 'vitest'
import type { Row } from '#core/ports.ts'
import { conversion } from '#core/reports/conversion/report.ts'
import {
  column,
  counted,
  input,
  nothing,
  outcome,
  rates,
  tableOf,
  time,
} from './conversion-fixture.ts'

/** The seven tries of the SQL case `conversion_stages/states_add_up`. */
const stages = [
  ['any', 1, 7, 7, 1, 0, 1, 0],
  ['any', 2, 5, 4, 1, 1, 0, 0],
  ['any', 3, 3, 3, 0, 0, 0, 0, 2],
  ['any', 4, 1, 1, 0, 0, 0, 0, 1],
  ['all', 1, 7, 7, 1, 0, 1, 1],
  ['all', 2, 4, 4, 1, 1, 0, 0],
  ['all', 3, 2, 2, 0, 0, 0, 0, 1],
].map(
  ([
    rule = '',
    step = 0,
    reached = 0,
    visited = 0,
    lost = 0,
    expired = 0,
    open = 0,
    otherwise = 0,
    won = 0,
  ]): Row => ({
    rule,
    step,
    reached,
    visited,
    lost,
    expired,
    still_open: open,
    won,
    won_otherwise: otherwise,
  }),
)

const whole = { still_open: 1, lost: 2, expired: 1 }
const young = { old: 0, mature: 0, mature_won: 0 }
const rows = {
  ...nothing,
  stages,
  periods: [
    { rule: 'any', step: 1, reached: 4 },
    { rule: 'any', step: 2, reached: 5 },
    { rule: 'all', step: 1, reached: 3 },
  ],
  cohorts: [
    {
      label: '2026-02',
      starts_on: '2026-02-01',
      ...outcome(10, 4),
      old: 10,
      mature: 8,
      mature_won: 2,
    },
    { label: '2026-03', starts_on: '2026-03-01', ...outcome(7, 3), ...young },
  ],
  breakdown: [
    counted({ dimension: 'all', value: 'all', reached: [7, 5, 3, 1], more: whole }),
    counted({ dimension: 'channel', value: 'ads', reached: [6, 5, 3, 1] }),
    counted({ dimension: 'channel', value: '(none)', reached: [1] }),
    counted({
      span: 'previous',
      dimension: 'all',
      value: 'all',
      reached: [10, 8, 4],
      more: { was_won: 1 },
    }),
  ],
  timeToWon: [
    time(1, 2),
    time(1, 3, {
      number: 2,
      skipped: 1,
      total_seconds: 3 * 86_400,
      median_seconds: 1.5 * 86_400,
      p75_seconds: 1.75 * 86_400,
    }),
  ],
  negative: Array.from({ length: 7 }, (_, index) => ({ subject_id: `l${index}`, seconds: -60 })),
}

const body = conversion.body(input, rows)
const figure = (id: string, of = body) => of.figures.find((each) => each.id === id)

describe('figures', () => {
  test('stand on the first rule: 3 of 7 won, 1 open, 3 dropped off', () => {
    expect(figure('conversion')).toMatchObject({ value: 0.4285714286, n: 7, smallSample: true })
    expect(figure('conversion')?.receipt).toMatchObject({ numerator: 3, denominator: 7 })
    expect(['entered', 'won', 'open'].map((id) => figure(id)?.value)).toEqual([7, 3, 1])
    expect(body.headline).toBe(
      '3 of 7 leads that entered in March 2026 were won (42.86%); 1 are still open and 3 dropped off.',
    )
  })

  test('hold the period against the one before as it stood at the same age: 3/7 - 1/10', () => {
    expect(figure('conversion_change')).toMatchObject({ value: 0.3285714286, n: 7 })
    expect(figure('conversion_change')?.label).toBe('Change against 2026-02, at the same age')
    const alone = conversion.body({ ...input, previous: null }, rows)
    expect(figure('conversion_change', alone)).toBeUndefined()
  })

  test('of time are in days, with what they were measured on', () => {
    expect(figure('days_to_won_median')).toMatchObject({ value: 1.5, n: 2, smallSample: true })
    expect(figure('days_to_won_mean')).toMatchObject({ value: 1.5, n: 2 })
  })

  test('without entries are empty and say why', () => {
    const empty = conversion.body(input, nothing)
    expect(figure('conversion', empty)).toMatchObject({ value: null, interval: null, n: 0 })
    expect(figure('conversion', empty)?.missing).toMatch(/nothing entered/)
    expect(figure('days_to_won_mean', empty)).toMatchObject({ value: null })
    expect(empty.headline).toBe('No lead entered Sales in March 2026.')
    expect(empty.notes.map((note) => note.code)).toEqual(['empty_period'])
  })
})

describe('tables', () => {
  test('of stages have step rates on the step before and overall rates on the first', () => {
    expect(rates(body, 'stages', 'step_rate')).toEqual([null, 0.7142857143, 0.6, 0.3333333333])
    expect(rates(body, 'stages', 'overall_rate')).toEqual([
      1, 0.7142857143, 0.4285714286, 0.1428571429,
    ])
    expect(column(body, 'stages', 'skipped')).toEqual([0, 1, 0, 0])
  })

  test('of the rule all show who won another way, and zeros for steps without rows', () => {
    expect(column(body, 'stages_all', 'reached')).toEqual([7, 4, 2, 0])
    expect(column(body, 'stages_all', 'won_otherwise')).toEqual([1, 0, 0, 0])
    expect(column(body, 'stages', 'won')).toEqual([0, 0, 2, 1])
    expect(column(body, 'stages', 'still_open')).toEqual([1, 0, 0, 0])
    expect(tableOf(body, 'stages').columns.some((each) => each.id === 'won_otherwise')).toBe(false)
  })

  test('of the period basis may pass 100 %, without an interval', () => {
    expect(column(body, 'stages_period', 'step_rate')).toMatchObject([
      null,
      { value: 1.25, interval: null },
      { value: 0 },
      { value: null },
    ])
    expect(column(body, 'stages_period_all', 'reached')).toEqual([3, 0, 0, 0])
  })

  test('of cohorts mark the young with the share that is old enough', () => {
    expect(column(body, 'cohorts', 'entered')).toEqual([10, 7])
    const [february, march] = column(body, 'cohorts', 'conversion')
    expect(february).not.toHaveProperty('maturity')
    expect(march).toMatchObject({ value: 0.4285714286, maturity: 0 })
    expect(rates(body, 'cohorts', 'mature_rate')).toEqual([0.25, null])
  })

  test('of time measure the same as the figures, with quantiles', () => {
    expect(tableOf(body, 'time_to_won').rows).toEqual([
      {
        n: 2,
        mean_days: 1.5,
        median_days: 1.5,
        p75_days: 1.75,
        p90_days: null,
        negative: 0,
        skipped_first: 1,
      },
    ])
  })

  test('have an id of their own, and a cell for each of their columns in every row', () => {
    const tables = body.sections.flatMap((section) => section.tables)
    expect(new Set(tables.map((table) => table.id)).size).toBe(tables.length)
    for (const { columns, rows: shown } of tables) {
      const ids = columns.map((each) => each.id).sort()
      for (const row of shown) expect(Object.keys(row).sort()).toEqual(ids)
    }
  })
})

test('notes name small samples, negative durations by five examples, and skipped first stages', () => {
  expect(body.notes).toMatchObject([
    { code: 'small_sample', count: 7 },
    { code: 'negative_duration', count: 7, examples: ['l0', 'l1', 'l2', 'l3', 'l4'] },
    { code: 'first_stage_skipped', count: 1 },
  ])
})

test('rows that a query gives otherwise than they are read here are refused', () => {
  expect(() => conversion.body(input, { ...rows, stages: [{ rule: 'any' }] })).toThrow()
  expect(() => conversion.body(input, { ...rows, timeToWon: [{ from_step: 1 }] })).toThrow()
})
