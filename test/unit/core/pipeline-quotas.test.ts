import { describe, expect, test } from 'vitest'
import type { OutcomeRow, QuotaRow } from '#core/reports/pipeline/key-rows.ts'
import { leadRequirementSection } from '#core/reports/pipeline/lead-requirement.ts'
import { notesOf } from '#core/reports/pipeline/notes.ts'
import { outcomeOf } from '#core/reports/pipeline/outcomes.ts'
import { quotaSection } from '#core/reports/pipeline/quota-tables.ts'
import type { PipelineResult } from '#core/reports/pipeline/rows.ts'
import { pipelineInput } from '#test/sql/pipeline-report.ts'
import { none } from './pipeline-fixture.ts'

const input = pipelineInput('2026-03', '2026-06-01T00:00:00.000Z')

const quota = (more: Partial<QuotaRow>): QuotaRow => ({
  ...{ horizon: 'due', owner_kind: 'rep', owner: 'r', scope: 'all', basis: 'given' },
  ...{ starts_on: '2026-04-01', ends_on: '2026-07-01', quota: '100.0000', without_rate: 0 },
  ...{ won: 1, won_money: '40.0000', won_since: '5.0000', ...more },
})

const open = (more: Partial<PipelineResult['quotaOpen'][number]>) => ({
  ...{ horizon: 'due' as const, owner_kind: 'rep' as const, owner: 'r', scope: 'all' as const },
  ...{ due: 1, due_money: '90.0000', largest_money: '90.0000' },
  ...{ commit_money: '30.0000', best_case_money: null, ...more },
})

const rowsOf = (result: PipelineResult, id: string) =>
  quotaSection(input, result).tables.find((table) => table.id === id)?.rows ?? []

describe('attainment', () => {
  const current = {
    ...{ kind: 'quota', place: 0, label: 'quota', as_of_on: '2026-05-01', seconds_left: 1 },
    ...{ starts_on: '2026-04-01', ends_on: '2026-07-01', is_known: true },
    ...{ won_before: '0.0000', won_open: '0.0000', won_created: '0.0000' },
  }
  const result: PipelineResult = {
    ...none,
    quotas: [quota({}), quota({ horizon: 'ahead' })],
    quotaOpen: [open({})],
    forecastHistory: [current],
    forecastDeals: [
      {
        ...{ kind: 'quota', place: 0, dimension: 'rep', value: 'r', stage: 'a', age_days: 3 },
        ...{ deals: 1, priced: 1, money: '80.0000', largest_money: '80.0000', squares: '6400' },
      },
    ],
    forecastRates: [{ kind: 'quota', place: 0, stage: 'a', age_days: 3, visits: 40, wins: 10 }],
  }

  test('is won / quota, with commit and best case, and shows a period once', () => {
    const rows = rowsOf(result, 'attainment_by_rep')
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      rep: 'r',
      from: '2026-04-01',
      to: '2026-06-30',
      quota: 100,
      won: 40,
      attainment: { value: 0.4, interval: null },
      commit: 30,
      best_case: 0,
      coverage: 1.5,
    })
  })

  test('forecasts won up to the as-of and what open deals are expected to bring', () => {
    expect(rowsOf(result, 'attainment_by_rep')[0]?.forecast).toBe(40 + 5 + 80 * 0.25)
    const over = { ...result, quotas: [quota({ starts_on: '2026-01-01', ends_on: '2026-04-01' })] }
    expect(rowsOf(over, 'attainment_by_rep')[0]?.forecast).toBeNull()
  })

  test('shows the quota ahead after that of the period where it is another', () => {
    const ahead = quota({ horizon: 'ahead', starts_on: '2026-07-01', ends_on: '2026-10-01' })
    const rows = rowsOf({ ...result, quotas: [quota({}), ahead] }, 'attainment_by_rep')
    expect(rows.map((row) => row.from)).toEqual(['2026-04-01', '2026-07-01'])
  })
})

describe('the lead requirement', () => {
  const company = { horizon: 'ahead', owner_kind: 'all', owner: 'all' } as const
  // 60 remain; a third of 90 is expected; so 30 are missing, at 10 a deal.
  const recent: OutcomeRow = {
    ...outcomeOf([]),
    ...{ won: 1, lost: 2, won_priced: 1, won_money: '10.0000' },
  }
  const step = (step: number, mature: number, converted: number) => ({
    ...{ step, fate: 'converted', mature, converted },
  })
  const time = (from_step: number, to_step: number, days: number) => ({
    ...{ from_step, to_step, number: 1, median_seconds: days * 86_400 },
  })
  const result: PipelineResult = {
    ...none,
    quotas: [quota(company)],
    quotaOpen: [open(company)],
    recent: [recent],
    progress: [step(1, 40, 10), step(2, 30, 15), { ...step(2, 99, 99), fate: null }],
    times: [time(1, 2, 20), time(2, 3, 9.6), time(1, 3, 77)],
  }
  const rows = (given: PipelineResult) =>
    leadRequirementSection(input, given).tables[0]?.rows.map(({ stage, needs, by }) => [
      stage,
      needs,
      by,
    ])

  test('is the gap by deal value and mature rates, shifted back by median times', () => {
    expect(rows(result)).toEqual([
      ['Opened', 24, '2026-05-31'],
      ['Proposal', 6, '2026-06-20'],
      ['Won', 3, '2026-06-30'],
    ])
  })

  test('is unknown before a step that nothing passed', () => {
    const stuck = { ...result, progress: [step(1, 40, 0), step(2, 30, 15)], times: [] }
    expect(rows(stuck)).toEqual([
      ['Opened', null, null],
      ['Proposal', 6, null],
      ['Won', 3, '2026-06-30'],
    ])
  })

  test('has no rows without a quota', () => {
    expect(rows({ ...result, quotas: [] })).toEqual([])
  })
})

test('a forecast that was mostly wrong in hindsight is a note', () => {
  const history = [0, 1, 2, 3, 4].map((place) => ({
    ...{ kind: 'month', place, label: `m${place}`, starts_on: '', ends_on: '', as_of_on: '' },
    ...{ seconds_left: 1, is_known: true },
    ...{ won_before: '0.0000', won_open: '50.0000', won_created: '0.0000' },
  }))
  // The oldest has no period before it, so that nothing is known to come anew; it is judged too.
  const codes = (given: PipelineResult) => notesOf(input, given).map((note) => note.code)
  expect(codes({ ...none, forecastHistory: history })).toContain('forecast_tried')
  const right = history.map((row) => ({ ...row, won_open: '0.0000', won_before: '50.0000' }))
  expect(codes({ ...none, forecastHistory: right })).not.toContain('forecast_tried')
})
