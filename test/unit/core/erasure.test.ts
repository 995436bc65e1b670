import { describe, expect, test } from 'vitest'
import { erasedBody, finderOf, mayMention, parseSubject, type SubjectIds } from '#core/erasure.ts'

const ids: SubjectIds = { lead: ['l1', 'l2'], contact: ['c1'], visitor: ['v1'] }
const left = (event: object, of = ids) => {
  const body = erasedBody(JSON.stringify(event), of)
  return body === undefined ? undefined : JSON.parse(body)
}

describe('a subject', () => {
  test('is a kind and an id, which may hold colons', () => {
    expect(parseSubject('lead:crm:17')).toEqual({ kind: 'lead', id: 'crm:17' })
  })

  test.each(['lead', 'lead:', 'person:1', ':1', ''])('"%s" is none', (text) => {
    expect(() => parseSubject(text)).toThrow('write <kind>:<id>')
  })
})

describe('nothing is left of', () => {
  test.each([
    { type: 'person', lead_id: 'l1', account_id: 'a1' },
    { type: 'person', lead_id: 'l9', contact_id: 'c1' },
    { type: 'stage', lead_id: 'l2' },
    { type: 'touch', visitor_id: 'v1' },
    // A visitor that was another person too: what it did here, the erased one did.
    { type: 'touch', visitor_id: 'v9', lead_id: 'l1' },
    { type: 'survey', contact_id: 'c1' },
    { type: 'link', from_kind: 'lead', from_id: 'l1', into_kind: 'opportunity', into_id: 'o1' },
    { type: 'link', from_kind: 'visitor', from_id: 'v9', into_kind: 'contact', into_id: 'c1' },
  ])('%j', (event) => {
    expect(left(event)).toBeUndefined()
  })

  test('revenue and deals of an erased account or opportunity', () => {
    const revenue = { type: 'revenue', account_id: 'a1', opportunity_id: 'o1' }
    expect(left(revenue, { account: ['a1'] })).toBeUndefined()
    expect(left({ type: 'deal', opportunity_id: 'o1' }, { opportunity: ['o1'] })).toBeUndefined()
  })
})

describe('without the names, and what may tell of the person, stays', () => {
  const shared = { amount: '10', account_id: 'a1', opportunity_id: 'o1' }
  test.each([
    ['deal', { contact_id: 'c1', role: 'buyer' }],
    ['stage', { lead_id: 'l1', contact_id: 'c1', visitor_id: 'v1' }],
    ['touch', { contact_id: 'c1', session_id: 's1' }],
    ['survey', { contact_id: 'c1', properties: { comment: 'by Ada' } }],
    ['revenue', { contact_id: 'c1' }],
  ])('a %s', (type, names) => {
    expect(left({ type, ...shared, ...names })).toEqual({ type, ...shared })
  })

  test('what somebody else told of the person as referrer', () => {
    const event = { type: 'person', lead_id: 'l9', referred_by_contact_id: 'c1' }
    expect(left(event)).toEqual({ type: 'person', lead_id: 'l9' })
  })

  test('the others of a buying committee', () => {
    const contact_roles = [{ contact_id: 'c1' }, { contact_id: 'c9', role: 'buyer' }]
    expect(left({ type: 'deal', opportunity_id: 'o1', contact_roles })).toEqual({
      type: 'deal',
      opportunity_id: 'o1',
      contact_roles: [{ contact_id: 'c9', role: 'buyer' }],
    })
  })
})

test('an event that names none of the ids keeps its text, also where an id is of another kind', () => {
  const body = '{ "type": "stage", "lead_id": "c1", "account_id": "l1", "properties": {"a": "l1"} }'
  expect(erasedBody(body, ids)).toBe(body)
})

describe('a refused event may be about them', () => {
  test.each([
    '{"lead_id":"l1"}',
    '{"leadId":"l1"}',
    '{"lead_id":{"id":"l1"}}',
    '["c1"]',
    '{"lead_id":"l1",',
  ])('%s', (text) => {
    expect(mayMention(text, ids)).toBe(true)
  })

  test('when the id came as a number, or in a field of another name', () => {
    expect(mayMention('{"lead_id":17}', { lead: ['17'] })).toBe(true)
    expect(mayMention('{"leadId":"17"}', { lead: ['17'] })).toBe(true)
  })

  test('but not when a number or word only happens to be the same', () => {
    expect(mayMention('{"amount":17,"name":"ann","lead_id":"18"}', { lead: ['17', 'ann'] })).toBe(
      false,
    )
  })

  test.each(['{"account_id":"l1"}', '{"lead_id":"l10"}', '{"contact_id":"l1"}', 'l1 is no JSON'])(
    'but not %s',
    (text) => {
      expect(mayMention(text, ids)).toBe(false)
    },
  )
})

describe('in a report an id counts', () => {
  const isNamed = finderOf({ lead: ['l1', 'a.b(c)', 'nobody', '301'] })
  test.each(['l1', 'of l1, l2', '(l1)', 'see a.b(c)', 'nobody', '301'])('in: %s', (text) => {
    expect(isNamed(text)).toBe(true)
  })
  test.each(['l10', 'xl1', 'l1-old', 'aXb(c)'])('not as a part of another: %s', (text) => {
    expect(isNamed(text)).toBe(false)
  })
  test.each(['nobody was asked', '301 leads'])('not as a plain word or number: %s', (text) => {
    expect(isNamed(text)).toBe(false)
  })
  test('of no ids none', () => {
    expect(finderOf({})('')).toBe(false)
  })
})
