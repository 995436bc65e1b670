import { describe, expect, test } from 'vitest'
import {
  companyCoverage,
  coverageOf,
  mainCoverage,
  needed,
} from '#core/reports/pipeline/coverage.ts'
import type { OutcomeRow, QuotaRow } from '#core/reports/pipeline/key-rows.ts'
import { outcomeOf, winRate } from '#core/reports/pipeline/outcomes.ts'
import { qualifiedNames } from '#core/reports/pipeline/queries.ts'
import { pipeline } from '#core/reports/pipeline/report.ts'
import { standingOf } from '#core/reports/pipeline/standing.ts'
import { weightOf } from '#core/reports/pipeline/weights.ts'
import { pipelineInput } from '#test/sql/pipeline-report.ts'
import { none } from './pipeline-fixture.ts'

const cut = '2026-06-01T00:00:00.000Z'
const input = pipelineInput('2026-03', cut)

const quota: QuotaRow = {
  horizon: 'ahead',
  owner_kind: 'all',
  owner: 'all',
  scope: 'all',
  starts_on: '2026-04-01',
  ends_on: '2026-07-01',
  basis: 'given',
  quota: '100.0000',
  without_rate: 0,
  won: 1,
  won_money: '40.0000',
  won_since: '0.0000',
}

const due = {
  horizon: 'ahead',
  owner_kind: 'all',
  owner: 'all',
  scope: 'all',
  due: 2,
  due_money: '90.0000',
  largest_money: '60.0000',
  commit_money: null,
  best_case_money: null,
} as const

const outcomes = (won: number, lost: number): OutcomeRow => ({ ...outcomeOf([]), won, lost })

describe('coverage', () => {
  test('is open over quota remaining, and over the full quota', () => {
    const { coverage, ofFullQuota, remaining } = coverageOf(quota, { quotaOpen: [due] })
    expect([coverage.value, ofFullQuota.value, remaining]).toEqual([1.5, 0.9, '60.0000'])
  })

  test('of a quota that was met has no value, and says so', () => {
    const met = { ...quota, won_money: '100.0000' }
    const { coverage, ofFullQuota } = coverageOf(met, { quotaOpen: [due] })
    expect(coverage).toEqual({ value: null, missing: 'quota met' })
    expect(ofFullQuota.value).toBe(0.9)
  })

  test('without a quota, or without a rate for it, has no value', () => {
    expect(mainCoverage(none)).toEqual({
      value: null,
      missing: 'no quota holds the day after the period',
    })
    const { coverage } = coverageOf({ ...quota, quota: null }, { quotaOpen: [due] })
    expect(coverage).toEqual({
      value: null,
      missing: 'the quota is in a currency without a rate',
    })
  })

  test('takes the quota of all deals before that of one kind', () => {
    const kinds = { ...none, quotas: [{ ...quota, scope: 'expansion' as const }, quota] }
    expect(companyCoverage(kinds)?.row.scope).toBe('all')
  })

  test('expects open x win rate; the gap is what that leaves', () => {
    const result = { ...none, quotas: [quota], quotaOpen: [due], recent: [outcomes(1, 2)] }
    const { times, expected, shareOfGap, gap } = needed(result, companyCoverage(result))
    expect([times.value, expected, shareOfGap, gap]).toEqual([3, 30, 0.5, 30])
  })

  test('needs an unknown number of times when nothing was won', () => {
    const result = { ...none, recent: [outcomes(0, 2)] }
    expect(needed(result, undefined).times.value).toBeNull()
  })
})

describe('weights', () => {
  const row = (stage: string, visits: number, wins: number) => ({
    ...{ stage, visits, wins },
    ...{ entered: visits, seconds: 0 },
  })
  const weights = [row('', 100, 50), row('a', 30, 3), row('b', 29, 29)]

  test('of a stage with fewer than 30 visits are those of all', () => {
    expect(weightOf(weights, 'a')).toMatchObject({ wins: 3, of: 'stage' })
    expect(weightOf(weights, 'b')).toMatchObject({ wins: 50, of: 'all stages' })
    expect(weightOf([row('', 0, 0)], 'a')).toBeNull()
  })

  test('leave the weighted pipeline unknown where a stage with money has none', () => {
    const open = {
      ...{ dimension: 'all', value: 'all', stage: 'a', deals: 2, priced: 1, money: '10.0000' },
      ...{ money_at_expected: '9.0000', stated: 0, stated_money: null, stated_weighted: null },
    }
    expect(standingOf([open], weights).weighted).toBe(1)
    expect(standingOf([open], []).weighted).toBeNull()
    expect(standingOf([{ ...open, money: null }], []).weighted).toBe(0)
  })
})

test('no losses are 100 % of n, nothing decided is no rate', () => {
  expect(winRate(outcomes(3, 0))).toMatchObject({ value: 1, smallSample: true })
  expect(winRate(outcomes(0, 0)).value).toBeNull()
})

test('the names that mean qualified are those from its stage up to won', () => {
  expect(qualifiedNames(input)).toEqual([])
  const { funnel } = input
  const qualified = { ...input, funnel: { ...funnel, qualified_stage: 'proposal' } }
  expect(qualifiedNames(qualified)).toEqual(['proposal'])
})

describe('the page', () => {
  const report = pipeline.body(input, none)

  test('of an empty period says so, and every figure without value why', () => {
    expect(report.headline).toBe('No opportunity was open or closed in 2026-03.')
    expect(report.notes.map((note) => note.code)).toEqual([
      'empty_period',
      'empty_period',
      'no_quota',
    ])
    const silent = report.figures.filter(({ value, missing }) => value === null && !missing)
    expect(silent).toEqual([])
  })

  test('has a table id only once', () => {
    const ids = report.sections.flatMap((section) => section.tables.map((table) => table.id))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('shares its key figures with others', () => {
    const { keyFigures } = pipeline
    const names = Object.keys(keyFigures?.queries(input) ?? {})
    expect(names.sort()).toEqual(['open', 'outcomes', 'quotaOpen', 'quotas', 'recent'])
    const figures = keyFigures?.figures(input, none) ?? []
    expect(figures.map((figure) => figure.id)).toEqual(['open_pipeline', 'coverage', 'win_rate'])
  })

  test('names what it leaves out, with its money and examples', () => {
    const leftOut = [
      { reason: 'past_expected_close', id: 'o1', detail: 'expected 2026-02-01', money: '10.0000' },
      { reason: 'past_expected_close', id: 'o2', detail: 'expected 2026-02-02', money: '5.0000' },
    ] as const
    const { notes } = pipeline.body(input, { ...none, leftOut: [...leftOut] })
    expect(notes.find((note) => note.code === 'past_expected_close')).toEqual({
      code: 'past_expected_close',
      text: 'Open past their expected close: in every figure, and likely to slip. Together 15 EUR.',
      count: 2,
      examples: ['o1: expected 2026-02-01', 'o2: expected 2026-02-02'],
    })
  })
})
