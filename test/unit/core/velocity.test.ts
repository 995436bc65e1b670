import { describe, expect, test } from 'vitest'
import { windowStart } from '#core/reports/parts.ts'
import { velocityOf } from '#core/reports/velocity/pipeline.ts'
import { velocity } from '#core/reports/velocity/report.ts'
import { responseHours } from '#core/reports/velocity/response.ts'
import type { PipelineRow, ResponseRow } from '#core/reports/velocity/rows.ts'
import { velocityInput } from '#test/sql/velocity-report.ts'

const input = velocityInput()
const none = {
  stageTimes: [],
  openVisits: [],
  stalled: [],
  cycles: [],
  pipeline: [],
  response: [],
  routing: [],
  leftOut: [],
}

/** 10 open, 5 of them qualified; 4 of 8 won, 3 with an amount, in 20 days. */
const factors: PipelineRow = {
  dimension: 'all',
  value: 'all',
  open_at_start: 10,
  qualified_at_start: 5,
  period_won: 1,
  period_lost: 2,
  won: 4,
  lost: 4,
  priced: 3,
  won_amount: '3000.3000',
  timed: 4,
  cycle_seconds: 80 * 86_400,
}

const response: ResponseRow = {
  dimension: 'all',
  value: 'all',
  measure: 'clock',
  created: 3,
  touched_before: 0,
  too_young: 0,
  answered: 1,
  unanswered: 2,
  within_sla: 1,
  p50_seconds: null,
  p75_seconds: null,
  p90_seconds: null,
}

describe('pipeline velocity', () => {
  test('is opportunities x win rate x average won / mean won cycle', () => {
    expect(velocityOf(input, 'open', factors)).toEqual({
      opportunities: 5,
      won: 4,
      decided: 8,
      winRate: 0.5,
      priced: 3,
      averageWon: 1000.1,
      timed: 4,
      cycleDays: 20,
      perDay: 125.0125,
    })
  })

  test('closed counts those that closed in the period', () => {
    expect(velocityOf(input, 'closed', factors)).toMatchObject({
      opportunities: 3,
      perDay: 75.0075,
    })
  })

  test('is zero, not missing, when nothing was open', () => {
    expect(velocityOf(input, 'open', { ...factors, qualified_at_start: 0 }).perDay).toBe(0)
  })

  test.each([
    [{ won: 0, lost: 0, priced: 0, timed: 0 }, 'no opportunity was won or lost in the window'],
    [
      { priced: 0, won_amount: null },
      'no opportunity was won with an amount that converts to EUR in the window',
    ],
    [{ timed: 0, cycle_seconds: null }, 'no won opportunity in the window has a cycle'],
    [{ cycle_seconds: 0 }, 'the mean won cycle is 0 days'],
  ])('is null with its reason: %j', (changes, missing) => {
    const found = velocityOf(input, 'open', { ...factors, ...changes })
    expect(found).toMatchObject({ perDay: null, missing })
  })

  test('has no start over all time, but closed deals', () => {
    const all = velocityInput({ period: 'all' })
    expect(velocityOf(all, 'open', factors).missing).toMatch(/^all time has no first day/)
    expect(velocityOf(all, 'closed', factors).perDay).toBe(75.0075)
  })

  test('takes its rates from the days that end with the period', () => {
    expect(windowStart(input)).toBe('2026-01-01')
    expect(windowStart(velocityInput({ settings: { velocityWindowDays: 31 } }))).toBe('2026-03-01')
  })
})

describe('a response quantile', () => {
  test('among the leads that were never answered is not reached', () => {
    expect(responseHours(response, 'p50_seconds')).toBe('not reached')
    const row = { ...response, p50_seconds: 5400 }
    expect(responseHours(row, 'p50_seconds')).toBe(1.5)
    expect(responseHours(row, 'p90_seconds')).toBe('not reached')
  })

  test('is null where no lead counts', () => {
    const row = { ...response, answered: 0, unanswered: 0, too_young: 3 }
    expect(responseHours(row, 'p50_seconds')).toBeNull()
    expect(responseHours(undefined, 'p50_seconds')).toBeNull()
  })
})

describe('the page', () => {
  test('of an empty period says so, with a reason for every missing figure', () => {
    const report = velocity.body(input, none)
    expect(report.headline).toBe('Nothing was won in March 2026.')
    expect(report.notes.map((note) => note.code)).toEqual([
      'empty_period',
      'empty_period',
      'empty_period',
      'no_qualified_stage',
    ])
    const missing = report.figures.filter((figure) => figure.value === null)
    expect(missing).toHaveLength(10)
    expect(missing.filter((figure) => figure.missing === undefined)).toEqual([])
  })

  test('says "not reached" as a word, without a unit', () => {
    const report = velocity.body(input, { ...none, response: [response] })
    const figure = report.figures.find((each) => each.id === 'response_median')
    expect(figure).toMatchObject({ value: 'not reached', unit: 'text', n: 3, smallSample: true })
    expect(report.headline).toBe(
      'Nothing was won in March 2026; most new leads were never answered.',
    )
  })

  test('counts and lists what is left out, by reason', () => {
    const leftOut = [
      { reason: 'no_rate', id: 'o1', detail: '12.5000 USD' },
      { reason: 'no_rate', id: 'o2', detail: '5.0000 GBP' },
      { reason: 'no_amount', id: 'o3', detail: null },
    ]
    const { notes } = velocity.body(input, { ...none, leftOut })
    expect(notes.filter((note) => note.count !== undefined)).toEqual([
      {
        code: 'no_rate',
        text: 'Won in a currency without a rate to EUR on that day: counted as won, left out of the average won value.',
        count: 2,
        examples: ['o1: 12.5000 USD', 'o2: 5.0000 GBP'],
      },
      {
        code: 'no_amount',
        text: 'Won without an amount: counted as won, left out of the average won value.',
        count: 1,
        examples: ['o3'],
      },
    ])
  })

  test('has a table id only once, and money in the currency of the settings', () => {
    const report = velocity.body(velocityInput({ settings: { currency: 'USD' } }), none)
    const ids = report.sections.flatMap((section) => section.tables.map((table) => table.id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(report.currency).toBe('USD')
  })

  test('names the qualified stage as a beginning of the cycle', () => {
    const report = velocity.body(velocityInput({ funnel: { qualified_stage: 'proposal' } }), none)
    const cycles = report.sections.find((section) => section.id === 'sales_cycle')?.tables[0]
    expect(cycles?.rows.map((row) => row.began_with)).toContain('First visit to Proposal')
  })
})

test('the queries are told targets by stage and 0 for no qualified stage', () => {
  const { stageTimes, cycles } = velocity.queries(input)
  expect(stageTimes?.parameters.target_days).toEqual({ type: 'string', value: '10,,' })
  expect(cycles?.parameters.qualified_step).toEqual({ type: 'integer', value: 0 })
  const qualified = velocity.queries(velocityInput({ funnel: { qualified_stage: 'proposal' } }))
  expect(qualified.pipeline?.parameters.qualified_step).toEqual({ type: 'integer', value: 2 })
})
