import { describe, expect, test } from 'vitest'
import { sha256 } from '#core/hash.ts'
import { base, map, property } from './hubspot-payloads.ts'

describe('contacts and companies', () => {
  test('a contact is a lead from the start', () => {
    expect(map({ ...base, subscriptionType: 'contact.creation' }).events).toMatchObject([
      { type: 'person', name: 'created', lead_id: '123' },
      { type: 'stage', name: 'lead_created', lead_id: '123' },
    ])
  })

  test('the newer form with an object type says the same', () => {
    const classic = map({ ...base, subscriptionType: 'contact.creation' })
    const newer = { ...base, subscriptionType: 'object.creation', objectTypeId: '0-1' }
    expect(map(newer)).toEqual(classic)
  })

  test.each([
    ['lifecyclestage', 'marketingqualifiedlead', { type: 'stage', name: 'mql' }],
    ['lifecyclestage', 'evangelist', { type: 'stage', name: 'evangelist' }],
    ['jobtitle', 'CFO', { type: 'person', name: 'updated', title: 'CFO' }],
    ['hubspotscore', '41.5', { type: 'person', name: 'scored', score: '41.5' }],
    ['hubspot_owner_id', '7', { type: 'person', name: 'assigned', rep: '7' }],
  ])('%s = %s', (name, value, expected) => {
    expect(property('contact', name, value)).toMatchObject([{ lead_id: '123', ...expected }])
  })

  test('an address is kept as hash and domain only', () => {
    const events = property('contact', 'email', 'Ada@Example.org')
    expect(events).toMatchObject([{ email_hash: sha256('ada@example.org'), domain: 'example.org' }])
    expect(JSON.stringify(events)).not.toMatch(/ada@/i)
  })

  test('company facts', () => {
    expect(property('company', 'numberofemployees', '250')).toMatchObject([
      { type: 'account', account_id: '123', employees: 250 },
    ])
    expect(property('company', 'industry', '')).toMatchObject([{ industry: null }])
  })

  test('who belongs to whom is the same from both ends; a removal is left out', () => {
    const sent = (associationType: string, fromObjectId: number, toObjectId: number) => ({
      ...base,
      objectId: undefined,
      subscriptionType: `${associationType.split('_')[0]?.toLowerCase()}.associationChange`,
      associationType,
      fromObjectId,
      toObjectId,
      associationRemoved: false,
    })
    const link = { from_kind: 'lead', from_id: '1', into_id: '2' }
    const { events, ignored } = map(
      sent('CONTACT_TO_COMPANY', 1, 2),
      sent('COMPANY_TO_CONTACT', 2, 1),
      sent('CONTACT_TO_DEAL', 1, 2),
      sent('DEAL_TO_CONTACT', 2, 1),
      sent('DEAL_TO_COMPANY', 3, 2),
      { ...sent('DEAL_TO_COMPANY', 3, 2), associationRemoved: true },
    )
    expect(events).toMatchObject([
      { relation: 'belongs_to', into_kind: 'account', ...link },
      { relation: 'belongs_to', into_kind: 'account', ...link },
      { relation: 'converted', into_kind: 'opportunity', ...link },
      { relation: 'converted', into_kind: 'opportunity', ...link },
      { type: 'deal', opportunity_id: '3', account_id: '2' },
    ])
    expect(ignored).toBe(1)
  })

  test('merged ids lead to the one that is left', () => {
    const merge = {
      ...base,
      objectId: undefined,
      subscriptionType: 'company.merge',
      primaryObjectId: 10,
      mergedObjectIds: [11, 12],
    }
    const links = (sent: object) =>
      map(sent).events.map((event: Record<string, unknown>) => [event.from_id, event.into_id])
    expect(links(merge)).toEqual([
      ['11', '10'],
      ['12', '10'],
    ])
    expect(links({ ...merge, newObjectId: 13 })).toEqual([
      ['10', '13'],
      ['11', '13'],
      ['12', '13'],
    ])
    const ids = map(merge).events.map((event: Record<string, unknown>) => event.event_id)
    expect(new Set(ids).size).toBe(2)
  })
})
