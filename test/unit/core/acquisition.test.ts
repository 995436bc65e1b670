import { describe, expect, test } from 'vitest'
import { parseFunnel } from '#core/funnel.ts'
import { accountsInIntent, signText, surgeOf } from '#core/reports/acquisition/intent.ts'
import { milestonesOf } from '#core/reports/acquisition/milestones.ts'
import { completenessOf } from '#core/reports/acquisition/qualification.ts'
import { acquisition } from '#core/reports/acquisition/report.ts'
import type { IntentRow, QualifiedRow } from '#core/reports/acquisition/rows.ts'
import { scoreSeparation } from '#core/reports/acquisition/scores.ts'
import { funnelNamed } from '#functions/catalog.ts'
import { catalog } from '#test/sql/sources.ts'
import { velocityInput } from '#test/sql/velocity-report.ts'

const input = velocityInput({ funnel: { qualified_stage: 'proposal' } })

const nothing = Object.fromEntries(
  Object.keys(acquisition.queries(input)).map((name) => [name, []]),
)

describe('the steps by which leads are judged', () => {
  test.each([
    ['b2b_seven_stage', { mql: 3, sql: 4 }],
    ['saas_nine_step', { mql: 3, sql: 4 }],
    ['unified', { mql: 6, sql: 7 }],
    ['flywheel', { mql: 2, sql: 3 }],
    ['agency', { mql: 0, sql: 2 }],
    ['late_stage', { mql: 0, sql: 1 }],
    ['forms', { mql: 0, sql: 0 }],
  ])('%s: %j', (id, steps) => {
    expect(milestonesOf(funnelNamed(catalog, id))).toEqual(steps)
  })

  test('the event mql may enter the first stage', () => {
    const stages = ['a', 'b'].map((id) => ({
      id,
      label: id,
      position: 'top' as const,
      events: [id === 'a' ? 'mql' : 'sql'],
    }))
    const funnel = parseFunnel({
      id: 'f',
      title: 'f',
      subject: 'lead',
      stages,
      qualified_stage: 'b',
    })
    expect(milestonesOf(funnel)).toEqual({ mql: 1, sql: 2 })
  })
})

describe('a surge', () => {
  // Blocks 1, 0, 2, 0, 0, 0, 0, 1: mean 0.5, variance (6 - 8 x 0.25) / 7 = 4/7.
  test('is the last block against the mean and the spread of the 8 before', () => {
    const { ratio, z, isSurge } = surgeOf(6, 4, 6)
    expect(ratio).toBe(12)
    expect(z).toBeCloseTo(5.5 / Math.sqrt(4 / 7), 8)
    expect(isSurge).toBe(true)
  })

  test('has no ratio where nothing was before, and no z where all blocks were equal', () => {
    expect(surgeOf(9, 0, 0)).toEqual({ ratio: null, z: null, isSurge: false })
    expect(surgeOf(6, 24, 72)).toEqual({ ratio: 2, z: null, isSurge: true })
  })

  test.each([
    [4, 1, 1, false],
    [5, 20, 60, true],
    [5, 21, 63, false],
  ])('of %i against %i before is %s', (last, before, squares, isSurge) => {
    expect(surgeOf(last, before, squares).isSurge).toBe(isSurge)
  })
})

const sign = (account_id: string, fields: Partial<IntentRow>): IntentRow => ({
  account_id,
  tier: null,
  segment: 'smb',
  region: 'DACH',
  rep: 'r1',
  is_icp: true,
  active_on: null,
  people: 0,
  roles: 0,
  standing: -1,
  place: 1,
  in_intent: 2,
  fitting_in_intent: 1,
  sign: 'people',
  detail: '',
  number: 3,
  before: 0,
  squares: 0,
  ...fields,
})

const signs = [
  sign('a1', { sign: 'surge', detail: 'erp', number: 6, before: 4, squares: 6 }),
  sign('a1', { sign: 'pricing', number: 2 }),
  sign('a2', { sign: 'trigger', detail: 'funding_round', number: 1, place: 2, is_icp: null }),
]

describe('an account to call', () => {
  test('says why, in the order of its signs', () => {
    expect(signs.map(signText)).toEqual([
      'erp surges: 6 touches in 7 days, 12 times its mean',
      '2 views of prices in 30 days',
      'funding round in 30 days',
    ])
  })

  test('stands once in the list, with all its signs', () => {
    expect(accountsInIntent(signs).map((each) => [each.account_id, each.signs.length])).toEqual([
      ['a1', 2],
      ['a2', 1],
    ])
  })

  test('is counted with those beyond the list, against accounts that fit', () => {
    const whole = { is_total: true, tier: 'all', accounts: 40, judged: 20, fitting: 10 }
    const targets = [
      { ...whole, active: 5, several_active: 2, people: 6, with_opportunity: 3, won: 1 },
    ]
    const { figures, sections } = acquisition.body(input, { ...nothing, intent: signs, targets })
    const figure = (id: string) => figures.find((each) => each.id === id)
    expect(figure('accounts_in_intent')).toMatchObject({ value: 2, n: 40 })
    expect(figure('icp_in_intent')).toMatchObject({ value: 0.1, n: 10, smallSample: true })
    const table = sections
      .flatMap((section) => section.tables)
      .find((each) => each.id === 'accounts_to_call')
    expect(table?.rows.map((row) => [row.account, row.fit, row.standing])).toEqual([
      ['a1', 'yes', 'no opportunity yet'],
      ['a2', 'unknown', 'no opportunity yet'],
    ])
  })
})

describe('how well a score parts', () => {
  // Scores 10, 20, 20, 40; the second 20 and the 40 converted: pairs (20 > 10, 20 = 20, 40 > both).
  test('is the share of pairs in which the converted was higher, ties half', () => {
    expect(scoreSeparation(5 + 8, 2, 4)).toBe(3.5 / 4)
  })

  test.each([
    [2, 1, 2, 0],
    [4, 1, 2, 1],
    [3, 1, 2, 0.5],
    [0, 0, 4, null],
    [20, 4, 4, null],
  ])('ranks %i of %i in %i: %s', (ranks, converted, all, chance) => {
    expect(scoreSeparation(ranks, converted, all)).toBe(chance)
  })
})

test('completeness counts the answers that open opportunities give', () => {
  const cell = { won: 9, lost: 9 }
  const qualification = [
    { part: 'key' as const, value: 'need', answer: 'yes', open: 3, ...cell },
    { part: 'key' as const, value: 'need', answer: 'unknown', open: 1, ...cell },
    { part: 'key' as const, value: 'budget', answer: 'no', open: 1, ...cell },
    { part: 'key' as const, value: 'budget', answer: 'unknown', open: 3, ...cell },
    { part: 'answered' as const, value: '1', answer: '', open: 4, ...cell },
  ]
  expect(completenessOf({ qualification })).toEqual({ part: 4, whole: 8 })
})

describe('the page', () => {
  test('of an empty period says so, with a reason for every missing figure', () => {
    const report = acquisition.body(input, nothing)
    expect(report.headline).toBe(
      'No lead came in March 2026; 0 opportunities became qualified (0 in February 2026).',
    )
    expect(report.findings).toEqual([])
    expect(report.notes.map((note) => note.code)).toEqual([
      'empty_period',
      'empty_period',
      'no_mql_stage',
      'no_committee',
    ])
    const missing = report.figures.filter((figure) => figure.value === null)
    expect(missing.length).toBeGreaterThan(8)
    expect(missing.filter((figure) => figure.missing === undefined)).toEqual([])
  })

  test('asks nothing about qualified leads of a funnel that has no such stage', () => {
    const without = velocityInput()
    expect(acquisition.queries(without)).not.toHaveProperty('qualified')
    const [figure] = acquisition.keyFigures?.figures(without, {}) ?? []
    expect(figure).toMatchObject({ value: null, missing: 'the funnel names no qualified stage' })
  })
})

test('qualified leads are the key figure', () => {
  const cell = { dimension: 'channel', value: 'web', qualified: 5, previous: 9 }
  const qualified: QualifiedRow[] = [
    cell,
    { ...cell, dimension: 'all', value: 'all', qualified: 7 },
  ]
  const [figure] = acquisition.keyFigures?.figures(input, { qualified }) ?? []
  expect(figure).toMatchObject({ id: 'qualified_leads', value: 7, unit: 'count' })
  expect(figure?.receipt.definition).toMatch(/reached Proposal for the first time/)
})
