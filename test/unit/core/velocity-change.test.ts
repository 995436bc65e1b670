import { describe, expect, test } from 'vitest'
import { velocity } from '#core/reports/velocity/report.ts'
import type { PipelineRow } from '#core/reports/velocity/rows.ts'
import { columnOf, figureOf } from '#test/sql/report-parts.ts'
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

/** 5 qualified opportunities x 4 of 8 won x 1,000 / 20 days = 125 a day. */
const before: PipelineRow = {
  dimension: 'all',
  value: 'all',
  open_at_start: 10,
  qualified_at_start: 5,
  period_won: 1,
  period_lost: 2,
  won: 4,
  lost: 4,
  priced: 3,
  won_amount: '3000.0000',
  timed: 4,
  cycle_seconds: 80 * 86_400,
}

const bodyOf = (now: PipelineRow, earlier: PipelineRow = before, of = input) =>
  velocity.body(of, { ...none, pipeline: [now], pipelineBefore: [earlier] })

/** Parts in the order open opportunities, win rate, average won, cycle, whole change. */
const partsOf = (now: PipelineRow, earlier?: PipelineRow) =>
  columnOf(bodyOf(now, earlier), 'pipeline_velocity_change', 'part').map((part) =>
    part === null ? null : Math.round(Number(part) * 100) / 100,
  )

describe('the change of pipeline velocity', () => {
  test('belongs to the factor that moved', () => {
    expect(partsOf({ ...before, qualified_at_start: 10 })).toEqual([125, 0, 0, 0, 125])
  })

  // The cycle halves to 10 days while the win rate halves to 1 in 4: nothing in sum, 125 ln 2 each.
  test('shows factors that make up for each other', () => {
    const now = { ...before, won: 2, lost: 6, cycle_seconds: 40 * 86_400 }
    expect(partsOf(now)).toEqual([0, -86.64, 0, 86.64, 0])
  })

  test('is known but not split when a factor is 0', () => {
    expect(partsOf({ ...before, qualified_at_start: 0 })).toEqual([null, null, null, null, -125])
  })

  test('is unknown when a period has no velocity', () => {
    expect(partsOf({ ...before, won: 0, lost: 0 })).toEqual([null, null, null, null, null])
  })

  test('is drawn from one velocity to the next', () => {
    const { chart } = bodyOf({ ...before, qualified_at_start: 10 }).sections[0] ?? {}
    expect(chart).toMatchObject({
      kind: 'waterfall',
      bars: [
        { label: 'February 2026', role: 'total', value: 125 },
        { role: 'change', value: 125 },
        { role: 'change', value: 0 },
        { role: 'change', value: 0 },
        { role: 'change', value: 0 },
        { label: 'March 2026', role: 'total', value: 250 },
      ],
    })
  })

  test('has both periods with their factors', () => {
    const body = bodyOf({ ...before, qualified_at_start: 10 })
    expect(columnOf(body, 'pipeline_velocity_periods', 'period')).toEqual([
      'February 2026',
      'March 2026',
    ])
    expect(columnOf(body, 'pipeline_velocity_periods', 'per_day')).toEqual([125, 250])
  })

  test('is left out where there is no period before', () => {
    const all = velocityInput({ period: 'all' })
    expect(velocity.queries(all).pipelineBefore).toBeUndefined()
    const [section] = bodyOf(before, before, all).sections
    expect(section?.tables.map(({ id }) => id)).toEqual([
      'pipeline_velocity',
      'pipeline_velocity_by_segment',
    ])
    expect(section?.chart).toBeUndefined()
  })
})

test('the key figure is the one of the page, from one query', () => {
  expect(Object.keys(velocity.keyFigures?.queries(input) ?? {})).toEqual(['pipeline'])
  const [figure] = velocity.keyFigures?.figures(input, { pipeline: [before] }) ?? []
  expect(figure?.id).toBe('pipeline_velocity')
  expect(figure?.value).toBe(figureOf(bodyOf(before), 'pipeline_velocity'))
})
