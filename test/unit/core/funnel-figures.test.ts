import { describe, expect, test } from 'vitest'
import { parseFunnel } from '#core/funnel.ts'
import { figureSplits } from '#core/funnel-figures.ts'
import { dimensions } from '#core/journey-columns.ts'
import type { RateCell } from '#core/report-data.ts'
import { figureQueries, figureSections, funnelFigures } from '#core/reports/funnel-figures.ts'

const stage = (id: string, metrics: unknown[] = []) => ({
  id,
  label: id.toUpperCase(),
  position: id === 'loyal' ? 'post' : 'top',
  events: [`${id}_event`],
  metrics,
})

const definition = {
  id: 'small',
  title: 'Small',
  subject: 'lead',
  stages: [
    stage('seen', [{ kind: 'count', label: 'Views', events: ['view', 'visit'] }]),
    stage('tried', [
      { kind: 'unique_subjects', label: 'Meetings', events: ['met'], roles: ['buyer', 'boss'] },
      { kind: 'ratio', label: 'Click-through', events: ['clicked'], per: ['sent'] },
    ]),
    stage('bought', [
      { kind: 'figure', label: 'Cycle', figure: 'cycle' },
      { kind: 'figure', label: 'Tries that buy', figure: 'buys' },
      { kind: 'later', label: 'Revenue', place: 'pipeline report' },
    ]),
    stage('loyal'),
  ],
  won_stage: 'bought',
  figures: [
    {
      kind: 'step_rate',
      id: 'overall',
      label: 'Overall',
      from: 'seen',
      to: 'bought',
      split: 'referred',
    },
    { kind: 'share', id: 'buys', label: 'Tries that buy', from: 'tried', to: 'bought' },
    { kind: 'time', id: 'cycle', label: 'Cycle', from: 'seen', to: 'bought', split: 'referred' },
    { kind: 'reactivation', id: 'awake', label: 'Reactivation rate' },
  ],
}

const period = { label: '2026-03', startsOn: '2026-03-01', endsOn: '2026-04-01' }
const trend = { startsOn: '2025-04-01', endsOn: '2026-04-01' }
const input = { funnel: parseFunnel(definition), period, trend }

const row = (figure: string, value: string, counts: readonly number[], median: number | null) => {
  const [reached_from = 0, reached_to = 0, visited_from = 0, visited_both = 0, number = 0] = counts
  const total_seconds = median === null ? null : median * number
  const figures = { figure, value, reached_from, reached_to, visited_from, visited_both, number }
  return { ...figures, negative: 0, total_seconds, median_seconds: median }
}

const day = 86_400
const rows = {
  figures: [
    row('overall', '', [50, 10, 40, 8, 8], 3 * day),
    row('overall', 'referred', [10, 5, 10, 5, 5], 2 * day),
    row('overall', 'others', [40, 5, 30, 3, 3], 5 * day),
    row('buys', '', [20, 10, 16, 4, 4], day),
    row('cycle', '', [50, 10, 40, 8, 8], 3 * day),
    row('cycle', 'referred', [10, 5, 10, 5, 5], 2 * day),
    row('cycle', 'others', [40, 5, 30, 3, 3], 5 * day),
  ],
  pauses: [
    { judged: 30, reactivated: 4 },
    { judged: 10, reactivated: 6 },
  ],
  stageMetrics: [
    { metric: 'seen.0', number: 900, subjects: 40 },
    { metric: 'tried.0', number: 12, subjects: 7 },
    { metric: 'tried.1', number: 3, subjects: 3 },
    { metric: 'tried.1.per', number: 60, subjects: 0 },
  ],
}

const tables = figureSections(input, rows).flatMap((section) => section.tables)
const tableOf = (id: string) => tables.find((table) => table.id === id)?.rows ?? []
const shareIn = (cell: unknown) => (cell as RateCell | null)?.value

describe('queries', () => {
  test('ask for every figure between its steps, a split one once more by value', () => {
    expect(figureQueries(input).figures?.parameters.figures?.value).toEqual([
      'overall|1|3|',
      'overall|1|3|referred',
      'buys|2|3|',
      'cycle|1|3|',
      'cycle|1|3|referred',
    ])
  })

  test('ask for every event name of a metric, by role, and for what it is divided by', () => {
    expect(figureQueries(input).stageMetrics?.parameters.metrics?.value).toEqual([
      'seen.0||view',
      'seen.0||visit',
      'tried.0|buyer|met',
      'tried.0|boss|met',
      'tried.1||clicked',
      'tried.1.per||sent',
    ])
  })

  test('are none for a definition without figures and metrics, and neither are the sections', () => {
    const bare = { ...definition, figures: [], stages: [stage('seen'), stage('bought')] }
    const without = { ...input, funnel: parseFunnel(bare) }
    expect(figureQueries(without)).toEqual({})
    expect(figureSections(without, {})).toEqual([])
    expect(funnelFigures(without, {})).toEqual([])
  })
})

describe('figures', () => {
  test('stand on reached, visited, times and pauses', () => {
    const figures = funnelFigures(input, rows)
    expect(figures.map(({ id, value, unit, n }) => [id, value, unit, n])).toEqual([
      ['overall', 0.2, 'rate', 50],
      ['buys', 0.25, 'rate', 16],
      ['cycle', 3, 'duration_days', 8],
      ['awake', 0.25, 'rate', 40],
    ])
    expect(figures[0]?.receipt).toMatchObject({ numerator: 10, denominator: 50 })
    expect(figures.map((figure) => figure.smallSample)).toEqual([false, true, true, false])
  })

  test('are missing, not zero, without anything to count', () => {
    const figures = funnelFigures(input, {})
    expect(figures.map(({ value }) => value)).toEqual([null, null, null, null])
    expect(figures.every(({ missing }) => missing !== undefined)).toBe(true)
  })

  test('hold referred against all others, with the difference', () => {
    const found = tableOf('figures_by_referred')
    expect(found.map((cells) => [cells.value, shareIn(cells.overall), cells.cycle])).toEqual([
      ['Referred by customers', 0.5, 2],
      ['All others', 0.125, 5],
      ['Difference', 0.375, -3],
    ])
    expect(found[2]?.overall).toMatchObject({
      interval: { low: expect.toSatisfy((low) => low > 0) },
    })
  })
})

describe('key metrics', () => {
  test('show each kind in its own column, and where the later ones come', () => {
    const shown = tableOf('stage_metrics').map((cells) => [
      cells.metric,
      cells.count,
      cells.subjects,
      shareIn(cells.rate),
      cells.days,
    ])
    expect(shown).toEqual([
      ['Views', 900, 40, undefined, null],
      ['Meetings', null, 7, undefined, null],
      ['Click-through', null, null, 0.05, null],
      ['Cycle', null, null, undefined, 3],
      ['Tries that buy', null, null, 0.25, null],
      ['Revenue', null, null, undefined, null],
    ])
    // The parts of this ratio are no subset of the whole.
    expect(tableOf('stage_metrics')[2]?.rate).toMatchObject({ interval: null })
    expect(tableOf('stage_metrics').at(-1)?.note).toBe('Comes with the pipeline report.')
  })
})

describe('definitions that are refused', () => {
  const [overall, buys] = definition.figures
  const counting = (metric: object) => ({
    stages: [stage('seen', [{ kind: 'count', label: 'x', ...metric }]), stage('tried')],
    won_stage: 'tried',
    figures: [],
  })
  test.each([
    ['figures.1.id', { figures: [overall, { ...buys, id: 'overall' }] }, 'used twice'],
    ['figures.0.from', { figures: [{ ...overall, from: 'nowhere' }] }, 'stages are seen, tried'],
    ['figures.0.to', { figures: [{ ...overall, from: 'bought', to: 'seen' }] }, 'must come after'],
    ['figures.0.split', { figures: [{ ...overall, split: 'weather' }] }, 'referred'],
    ['figures.0.kind', { figures: [{ ...overall, kind: 'guess' }] }, ''],
    ['stages.2.metrics.0.figure', { figures: [buys] }, 'figures are buys'],
    ['stages.0.metrics.0.events', counting({ events: [] }), ''],
    ['stages.0.metrics.0.roles.0', counting({ events: ['a'], roles: ['a|b'] }), 'without |'],
  ])('%s', (path, change, message) => {
    const parse = () => parseFunnel({ ...definition, ...change })
    expect(parse).toThrow(`${path}: `)
    expect(parse).toThrow(message)
  })
})

test('a figure may be split by every dimension of a try', () => {
  expect([...figureSplits].sort()).toEqual(['referred', ...dimensions].sort())
})
