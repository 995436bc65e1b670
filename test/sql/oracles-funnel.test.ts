import { describe, expect, test } from 'vitest'
import { memberFigures } from '#local/funnel-figures.ts'
import { openFunnelLab } from '#local/funnel-lab.ts'
import {
  calendar,
  counts,
  definition,
  farCut,
  type Line,
  measure,
  path,
  storedOf,
  valuesOf,
} from './examples.ts'

/** Example 33: order events of nine customers, day by day. */
const orders: readonly Line[] = [
  ['1', 'placed', '2018-01-01'],
  ['1', 'completed', '2018-01-02'],
  ['9', 'placed', '2018-01-04'],
  ['5', 'completed', '2018-01-05'],
  ['6', 'placed', '2018-01-05'],
  ['5', 'returned', '2018-01-07'],
  ['8', 'placed', '2018-01-09'],
  ['1', 'returned', '2018-01-11'],
  ['5', 'placed', '2018-01-12'],
  ['1', 'returned', '2018-01-14'],
  ['9', 'completed', '2018-01-14'],
  ['5', 'completed', '2018-01-15'],
  ['8', 'completed', '2018-01-17'],
  ['4', 'returned', '2018-01-17'],
  ['2', 'completed', '2018-01-17'],
  ['3', 'placed', '2018-01-18'],
  ['7', 'completed', '2018-01-18'],
  ['6', 'completed', '2018-01-20'],
  ['5', 'returned', '2018-01-22'],
  ['2', 'completed', '2018-01-23'],
]

test('33: placed, completed, returned in order', async () => {
  const figures = await measure(
    definition(['placed', 'completed', 'returned'], { entries: 'every' }),
    orders,
  )
  expect(counts(figures)).toEqual([6, 5, 2])
})

test('34: the window of the first entry decides', async () => {
  const lines: Line[] = [
    ['a', 'A', '2026-03-01T13:00:00Z'],
    ['a', 'A', '2026-03-01T13:30:00Z'],
    ['a', 'B', '2026-03-01T13:45:00Z'],
    ['a', 'C', '2026-03-01T14:15:00Z'],
  ]
  const funnel = definition(['A', 'B', 'C'], { entries: 'first', window_seconds: 3600 })
  expect(counts(await measure(funnel, lines))).toEqual([1, 1, 0])
})

test('35: other events in between do no harm, a missing step does', async () => {
  const lines = ['ABFCDE', 'ABDCDE', 'ABCE'].flatMap((names) => path([...names], names))
  const lab = await openFunnelLab({ calendar, events: lines.map(storedOf) })
  try {
    const funnel = definition([...'ABCDE'], { entries: 'first' })
    await lab.measure(funnel, { cut: farCut })
    const rows = await lab.query(memberFigures({ funnel }))
    const reached = Object.fromEntries(rows.map((row) => [row.subject_id, row.furthest_step]))
    expect(reached).toEqual({ ABFCDE: 5, ABDCDE: 5, ABCE: 3 })
  } finally {
    await lab.close()
  }
})

test('36: in totals the excluding event ends an entry and starts none', async () => {
  const exclusions = [{ events: ['A'], from: 'a', to: 'b' }]
  const funnel = definition(['A', 'B'], { entries: 'reentry', exclusions })
  expect(counts(await measure(funnel, path([...'AAAB'])))).toEqual([2, 1])
})

describe('37: an entry inside the window of the one before', () => {
  const lines: Line[] = [
    ['a', 'A', '2026-03-01T10:00:00Z'],
    ['a', 'A', '2026-03-01T10:30:00Z'],
    ['a', 'B', '2026-03-01T11:15:00Z'],
  ]
  const rate = async (entries: 'first' | 'restart') => {
    const figures = await measure(definition(['A', 'B'], { entries, window_seconds: 3600 }), lines)
    return figures.steps[1]?.overall_rate
  }

  test('is ignored when the first counts', async () => expect(await rate('first')).toBe(0))

  // What the vendor calls optimized re-entry is a restart in our words.
  test('starts anew when entries restart', async () => expect(await rate('restart')).toBe(0.5))
})

test('38: each entry in totals counts under its own value', async () => {
  const lines: Line[] = [
    ['a', 'view', '2026-03-01T10:00:00Z', 'shirt'],
    ['a', 'view', '2026-03-01T10:01:00Z', 'jeans'],
    ['a', 'add', '2026-03-01T10:02:00Z'],
    ['a', 'view', '2026-03-01T10:03:00Z', 'shoes'],
  ]
  const funnel = definition(['view', 'add'], { entries: 'reentry' })
  const figures = await measure(funnel, lines, { by: 'channel' })
  expect(valuesOf(figures)).toEqual({ shirt: [1, 1], shoes: [1, 0] })
})

test.each(['first', 'every', 'reentry'] as const)(
  '39: four searches before an add are one conversion, entries %s',
  async (entries) => {
    const funnel = definition(['search', 'add'], { entries })
    const figures = await measure(funnel, path([...Array<string>(4).fill('search'), 'add']))
    expect(counts(figures)).toEqual([1, 1])
  },
)

describe('40: a subject counts once a cell', () => {
  const lines: Line[] = [
    ...['01', '05', '20'].map((day): Line => ['a', 'one', `2026-01-${day}T10:00:00Z`]),
    ...['02', '06'].map((day): Line => ['a', 'two', `2026-01-${day}T10:00:00Z`]),
  ]
  const funnel = definition(['one', 'two'], { entries: 'every' })

  test('once in the month', async () => {
    const figures = await measure(funnel, lines, { by: 'month' })
    expect(valuesOf(figures)).toEqual({ '2026-01-01': [1, 1] })
  })

  test('once on each day', async () => {
    const figures = await measure(funnel, lines, { by: 'day' })
    expect(valuesOf(figures)).toEqual({
      '2026-01-01': [1, 1],
      '2026-01-05': [1, 1],
      '2026-01-20': [1, 0],
    })
  })
})

describe('41: the breakdown', () => {
  const lines: Line[] = [
    ['a', 'view', '2026-03-01T10:00:00Z', 'Chrome'],
    ['a', 'view', '2026-03-01T10:01:00Z', 'Firefox'],
    ['a', 'signup', '2026-03-01T10:02:00Z', 'Chrome'],
    ['a', 'post', '2026-03-01T10:03:00Z', 'Chrome'],
    ['a', 'post', '2026-03-01T10:04:00Z', 'Firefox'],
  ]
  const funnel = definition(['view', 'signup', 'post'], { entries: 'every' })

  test('by every value runs the funnel on the events of each', async () => {
    const figures = await measure(funnel, lines, { by: 'channel', attribution: 'every' })
    expect(valuesOf(figures)).toEqual({ Chrome: [1, 1, 1], Firefox: [1, 0, 0] })
  })

  test('by the first value has the subject once', async () => {
    const figures = await measure({ ...funnel, entries: 'first' }, lines, { by: 'channel' })
    expect(valuesOf(figures)).toEqual({ Chrome: [1, 1, 1] })
  })
})

test('42: a skipped stage is passed under no rule but what was visited is', async () => {
  const stages = ['created', 'lead', 'opportunity', 'customer']
  const funnel = definition(stages, { rules: ['all', 'visited'] })
  const lines = path(['created', 'lead', 'customer'])
  expect(counts(await measure(funnel, lines, { rule: 'all' }))).toEqual([1, 1, 0, 0])
  expect(counts(await measure(funnel, lines, { rule: 'visited' }))).toEqual([1, 1, 0, 1])
})

test('54: six of ten moved on', async () => {
  const lines = Array.from({ length: 10 }, (_, lead) =>
    path(lead < 6 ? ['entered', 'moved_on'] : ['entered'], `lead ${lead}`),
  ).flat()
  const figures = await measure(definition(['entered', 'moved_on'], { rules: ['any'] }), lines)
  expect(figures.steps[1]).toMatchObject({ reached: 6, step_rate: 0.6 })
})
