import { describe, expect, test } from 'vitest'
import { eventSchema } from '#core/event.ts'
import { firstProblems, joinPath, problemsOf } from '#core/problems.ts'

/** Problems of an event, as code and path. */
function problems(event: object): string[] {
  const result = eventSchema.safeParse(event)
  if (result.success) return []
  return firstProblems(problemsOf(result.error.issues, event)).map(
    ({ code, path }) => `${code} ${path}`,
  )
}

const common = { occurred_at: '2026-03-01T09:30:00+01:00', source_system: 'crm' }
const stage = { ...common, type: 'stage', name: 'mql', lead_id: 'l1' }
const deal = { ...common, type: 'deal', name: 'updated', opportunity_id: 'o1' }
const spend = {
  ...common,
  type: 'spend',
  period_start: '2026-01-01',
  period_end: '2026-02-01',
  amount: '100.25',
  currency: 'EUR',
  category: 'media',
  scope: 'new_business',
}
const revenue = {
  ...common,
  type: 'revenue',
  account_id: 'a1',
  action: 'start',
  subscription_id: 's1',
  amount: 100,
  currency: 'EUR',
  interval: 'month',
}
const survey = { ...common, type: 'survey', kind: 'nps', contact_id: 'c1', score: 9 }
const link = {
  ...common,
  type: 'link',
  relation: 'converted',
  from_kind: 'lead',
  from_id: 'l1',
  into_kind: 'opportunity',
  into_id: 'o1',
}

describe('an event is accepted', () => {
  test.each([
    ['stage', stage],
    ['deal with cleared fields', { ...deal, amount: null, rep: null, next_step: null }],
    ['spend', spend],
    ['revenue', revenue],
    ['survey', survey],
    ['link', link],
    ['aggregate touch', { ...common, type: 'touch', name: 'impression', count: 9, channel: 'ads' }],
    ['day', { ...stage, occurred_at: '2026-03-01', date_only: true }],
    ['properties', { ...stage, properties: { a: [1, { b: null }] } }],
  ])('%s', (_, event) => {
    expect(problems(event)).toEqual([])
  })
})

describe('an event is refused', () => {
  test.each([
    ['no type', {}, ['required type']],
    ['unknown type', { type: 'lead' }, ['unknown_type type']],
    [
      'missing fields',
      { type: 'stage', lead_id: 'l1' },
      ['required occurred_at', 'required source_system', 'required name'],
    ],
    [
      'unknown fields',
      { ...stage, foo: 1, count: 2 },
      ['unknown_field foo', 'unknown_field count'],
    ],
    ['number for text', { ...stage, lead_id: 5 }, ['wrong_type lead_id']],
    ['null where nothing is cleared', { ...stage, rep: null }, ['wrong_type rep']],
    ['empty text', { ...stage, name: '' }, ['empty name']],
    ['long id', { ...stage, event_id: 'x'.repeat(1_025) }, ['too_long event_id']],
    ['nobody', { ...stage, lead_id: undefined }, ['missing_subject lead_id']],
    ['no offset', { ...stage, occurred_at: '2026-03-01T09:30:00' }, ['bad_time occurred_at']],
    ['no such day', { ...stage, occurred_at: '2026-02-30T09:30:00Z' }, ['bad_time occurred_at']],
    ['year 0', { ...stage, occurred_at: '0000-01-01T00:00:00Z' }, ['too_early occurred_at']],
    ['year -1', { ...stage, occurred_at: '0000-01-01T00:00:00+01:00' }, ['bad_time occurred_at']],
    [
      'year 10000',
      { ...stage, recorded_at: '9999-12-31T23:59:59-01:00' },
      ['bad_time recorded_at'],
    ],
    ['1989', { ...stage, occurred_at: '1989-12-31T23:59:59Z' }, ['too_early occurred_at']],
    ['day without date_only', { ...stage, occurred_at: '2026-03-01' }, ['bad_time occurred_at']],
    ['time with date_only', { ...stage, date_only: true }, ['bad_date occurred_at']],
    ['no such date', { ...deal, expected_close: '2026-02-29' }, ['bad_date expected_close']],
    ['five decimals', { ...spend, amount: 1.00001 }, ['bad_decimal amount']],
    ['words for money', { ...spend, amount: '1,000' }, ['bad_decimal amount']],
    ['object for money', { ...spend, amount: {} }, ['wrong_type amount']],
    ['money without currency', { ...stage, amount: 5 }, ['required currency']],
    ['currency', { ...spend, currency: 'eur' }, ['bad_currency currency']],
    ['choice', { ...spend, scope: 'all' }, ['not_allowed scope']],
    ['period', { ...spend, period_end: '2026-01-01' }, ['bad_period period_end']],
    ['no subscription', { ...revenue, subscription_id: undefined }, ['required subscription_id']],
    ['price on cancel', { ...revenue, action: 'cancel' }, ['not_allowed amount']],
    ['score', { ...survey, score: 11 }, ['out_of_range score']],
    [
      'score above its own highest',
      { ...survey, kind: 'csat', score: 6, scale_max: 5 },
      ['out_of_range score'],
    ],
    ['nps on another scale', { ...survey, scale_max: 100 }, ['not_allowed scale_max']],
    [
      'scale without steps',
      { ...survey, kind: 'csat', score: 0, scale_max: 0 },
      ['out_of_range scale_max'],
    ],
    ['link', { ...link, into_kind: 'visitor' }, ['not_allowed into_kind']],
    ['fraction', { ...deal, term_months: 1.5 }, ['wrong_type term_months']],
    ['probability', { ...deal, probability: '1.01' }, ['out_of_range probability']],
    [
      'inside of arrays',
      { ...deal, contact_roles: [{ contact_id: 'c' }, { role: 5, x: 1 }] },
      [
        'required contact_roles[1].contact_id',
        'wrong_type contact_roles[1].role',
        'unknown_field contact_roles[1].x',
      ],
    ],
    [
      'inside of objects',
      { ...deal, qualification: { need: 'yes' } },
      ['wrong_type qualification.need'],
    ],
    ['properties that are a list', { ...stage, properties: [] }, ['wrong_type properties']],
    [
      '201 properties',
      { ...stage, properties: Object.fromEntries(Array.from({ length: 201 }, (_, i) => [i, 1])) },
      ['too_many_keys properties'],
    ],
    [
      '65 KB of properties',
      { ...stage, properties: { a: Array(33_000).fill(1) } },
      ['too_large properties'],
    ],
  ])('%s', (_, event, expected) => {
    expect(problems(event)).toEqual(expected)
  })

  test('thousands of unknown fields are twenty problems', () => {
    const fields = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, 1]))
    expect(problems({ ...stage, ...fields })).toHaveLength(20)
  })

  test('the message says what is allowed', () => {
    const result = eventSchema.safeParse({ ...spend, scope: 'all', type: 'spend' })
    const [problem] = problemsOf(result.error?.issues ?? [], spend)
    expect(problem?.message).toBe('one of new_business, expansion')
  })
})

test('a path cuts hostile keys and keeps them readable', () => {
  expect(joinPath('a', 'b.c')).toBe('a.b.c')
  expect(joinPath('a', 3)).toBe('a[3]')
  expect(joinPath('', '\ud800')).toBe('\ufffd')
  expect(joinPath('', 'x'.repeat(9_000))).toHaveLength(100)
})
