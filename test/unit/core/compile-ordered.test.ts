import { describe, expect, test } from 'vitest'
import { compileFunnel } from '#core/compile-funnel.ts'
import { mayShareEvents, overlaps } from '#core/compile-overlap.ts'
import { type FunnelInput, parseFunnel } from '#core/funnel.ts'
import { brokenBans } from '#test/sql/bans.ts'
import { bareSql, ctesOf, readsOf } from '#test/sql/sql-text.ts'

type StageInput = FunnelInput['stages'][number]

const stage = (id: string, settings: Partial<StageInput> = {}): StageInput => ({
  id,
  label: id,
  position: 'top',
  events: [id],
  ...settings,
})

const funnelOf = (stages: StageInput[], settings: Partial<FunnelInput> = {}) =>
  parseFunnel({ id: 'f', title: 'F', subject: 'lead', stages, rules: ['ordered'], ...settings })

const names = ['lead', 'demo', 'offer', 'won']
const plain = names.map((name) => stage(name))
const exclusions: FunnelInput['exclusions'] = [
  { events: ['unsubscribed'], from: 'lead', to: 'offer' },
  { events: ['moved'], from: 'demo', to: 'won', effect: 'end' },
]

const definitions: [name: string, stages: StageInput[], settings: Partial<FunnelInput>][] = [
  ['plain', plain, {}],
  ['beside others', plain, { rules: ['any', 'ordered', 'all'] }],
  ['twelve steps', Array.from({ length: 12 }, (_, step) => stage(`s${step}`)), {}],
  ['windows', plain, { entries: 'first', window_seconds: 9, step_window_seconds: 5 }],
  ['exclusions', plain, { entries: 'every', window_seconds: 9, exclusions }],
  ['strict', plain, { entries: 'every', strict: true, hold_constant: 'channel' }],
  ['increasing', plain, { entries: 'every', increasing: true }],
  ['reused events', plain, { entries: 'every', reuses_events: true }],
  [
    'shared events',
    [stage('a'), stage('b', { events: ['a'] }), stage('c', { any: true, events: undefined })],
    {},
  ],
  ['any order', plain, { entries: 'every', any_order: true, exclusions }],
  ['re-entry', plain, { entries: 'reentry', window_seconds: 9, exclusions }],
  ['restart', plain, { entries: 'restart', strict: true }],
  [
    'optional',
    plain.map((each, step) => ({ ...each, optional: step === 1 })),
    { exclusions, strict: true },
  ],
]

describe.each(definitions)('the query of a funnel: %s', (_, stages, settings) => {
  const sql = compileFunnel(funnelOf(stages, settings))

  test('holds nothing that engines disagree on', () => {
    expect(brokenBans(sql)).toEqual([])
  })

  test('reads every one of its CTEs', () => {
    const read = new Set(readsOf(bareSql(sql)))
    const unread = ctesOf(sql).filter((cte) => !read.has(cte.name))
    expect(unread.map((cte) => cte.name)).toEqual([])
  })
})

describe('two stages', () => {
  const where = (condition: Omit<NonNullable<StageInput['where']>[number], 'field'>) => ({
    where: [{ field: 'channel', ...condition }],
  })
  const cases: [string, StageInput, StageInput, boolean][] = [
    ['of other names share nothing', stage('a'), stage('b'), false],
    ['of one name share events', stage('a'), stage('b', { events: ['a', 'c'] }), true],
    [
      'share the events of a further way in',
      stage('a'),
      stage('b', { or: [{ events: ['a'] }] }),
      true,
    ],
    [
      'of other types share nothing',
      stage('a', { type: 'touch' }),
      stage('b', { events: ['a'], type: 'stage' }),
      false,
    ],
    [
      'of other values share nothing',
      stage('a', where({ equals: 'x' })),
      stage('b', { events: ['a'], ...where({ in: ['y', 'z'] }) }),
      false,
    ],
    [
      'of one value share events',
      stage('a', where({ equals: 'x' })),
      stage('b', { events: ['a'], ...where({ in: ['x', 'z'] }) }),
      true,
    ],
    [
      'of which one refuses the value share nothing',
      stage('a', where({ equals: 'x' })),
      stage('b', { events: ['a'], ...where({ not: 'x' }) }),
      false,
    ],
    [
      'of which one wants it absent share nothing',
      stage('a', where({ equals: 'x' })),
      stage('b', { events: ['a'], ...where({ present: false }) }),
      false,
    ],
  ]

  test.each(cases)('%s', (_, a, b, shared) => {
    const [first, second] = funnelOf([a, b]).stages
    expect(first && second && mayShareEvents(first, second)).toBe(shared)
    expect(first && second && mayShareEvents(second, first)).toBe(shared)
  })
})

test('steps of one kind count together, and every set of kinds has its own count', () => {
  const funnel = funnelOf([
    stage('a'),
    stage('again', { events: ['a'] }),
    stage('either', { events: ['a', 'b'] }),
    stage('other'),
  ])
  expect(overlaps(funnel, [1, 2, 3, 4])).toEqual([
    { steps: [1, 2, 3], sets: [[[1, 2]], [[3]], [[1, 2], [3]]] },
    { steps: [4], sets: [[[4]]] },
  ])
})

test('seven kinds of stages that share events are refused', () => {
  const stages = Array.from({ length: 7 }, (_, index) =>
    stage(`s${index}`, { events: ['x', `y${index}`] }),
  )
  expect(() => compileFunnel(funnelOf(stages))).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringContaining('stages: ') }),
  )
})

test.each([
  ['strict', { strict: true }],
  ['increasing', { increasing: true }],
  ['reuses_events', { reuses_events: true }],
])('any order does not go with %s', (key, settings) => {
  expect(() => funnelOf(plain, { any_order: true, ...settings })).toThrow(
    `any_order: does not go with ${key}`,
  )
})

test.each(['increasing', 'reuses_events'])('%s is for the rule ordered', (key) => {
  expect(() => funnelOf(plain, { rules: ['any'], [key]: true })).toThrow(
    `${key}: is for the rule ordered`,
  )
})
