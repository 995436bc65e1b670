import { describe, expect, test } from 'vitest'
import { hubspot } from '#core/webhooks/hubspot.ts'
import { isSigned } from '#core/webhooks/signature.ts'
import { base, map, property } from './hubspot-payloads.ts'

describe('signature, version 3', () => {
  // From the tests of the provider's own client, github.com/HubSpot/hubspot-api-python, test_signature.py.
  const secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy'
  const published = {
    method: 'POST',
    path: '/webhook_uri',
    headers: {
      host: 'www.example.com',
      'x-hubspot-request-timestamp': '1693657560000',
      'x-hubspot-signature-v3': 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=',
    },
    body: Buffer.from("{'example_field':'example_value'}"),
  }
  const accepted = (request: typeof published & { search?: string }) => {
    const delivery = hubspot.signed(request)
    return delivery !== undefined && isSigned(delivery, [secret])
  }

  test('the published example fits', () => {
    expect(accepted(published)).toBe(true)
    expect(accepted({ ...published, path: '/webhook_uri/' })).toBe(false)
    expect(accepted({ ...published, method: 'PUT' })).toBe(false)
  })

  test('behind a tunnel the address is the one that the sender called', () => {
    const headers = { ...published.headers, host: '127.0.0.1:4800' }
    expect(accepted({ ...published, headers })).toBe(false)
    const forwarded = { ...headers, 'x-forwarded-host': 'www.example.com' }
    expect(accepted({ ...published, headers: forwarded })).toBe(true)
  })

  test('the escapes that the sender undoes are undone, and no others', () => {
    const search = '?to=a%3ab%2Fc%3F%40&q=x%20y%26z'
    const content = String(hubspot.signed({ ...published, search })?.content)
    expect(content).toContain('https://www.example.com/webhook_uri?to=a:b/c?@&q=x%20y%26z')
  })
})

describe('deals', () => {
  test('a new one is an opened opportunity', () => {
    expect(map({ ...base, subscriptionType: 'deal.creation', changeFlag: 'NEW' })).toEqual({
      events: [
        {
          event_id: 'hubspot:62515:deal.creation:123:1:1564113600000',
          occurred_at: '2019-07-26T04:00:00.000Z',
          source_system: 'hubspot',
          type: 'stage',
          name: 'opportunity_opened',
          opportunity_id: '123',
          outcome: 'open',
        },
      ],
      ignored: 0,
    })
  })

  test.each([
    ['closedwon', { name: 'closed_won', outcome: 'won' }],
    ['closedlost', { name: 'closed_lost', outcome: 'lost' }],
    ['contractsent', { name: 'contractsent', outcome: 'open' }],
    ['990011', { name: 'legal_review', outcome: 'open' }],
    ['990012', { name: '990012' }],
  ])('stage %s becomes %j', (value, expected) => {
    const [event] = property('deal', 'dealstage', value)
    expect(event).toMatchObject({ type: 'stage', opportunity_id: '123', ...expected })
    expect(event.outcome).toBe('outcome' in expected ? expected.outcome : undefined)
  })

  test.each([
    ['amount', '1200.50', { amount: '1200.50', currency: 'USD' }],
    ['amount', '', { amount: null }],
    ['closedate', '1564718400000', { expected_close: '2019-08-02' }],
    // Still 1 August in New York, already the 2nd in Greenwich.
    ['closedate', '1564707600000', { expected_close: '2019-08-01' }],
    ['closedate', null, { expected_close: null }],
    ['dealtype', 'existingbusiness', { deal_type: 'expansion' }],
    ['hubspot_owner_id', '468810689', { rep: '468810689' }],
    ['hs_deal_stage_probability', '0.2', { probability: '0.2' }],
    ['closed_lost_reason', 'price', { reason: 'price' }],
  ])('%s = %j sets %j', (name, value, fields) => {
    const [event] = property('deal', name, value)
    expect(event).toMatchObject({
      type: 'deal',
      name: 'updated',
      opportunity_id: '123',
      event_id: `hubspot:62515:deal.propertyChange:123:1:1564113600000:${name}`,
      ...fields,
    })
  })

  test('values and properties without a field of ours are left out and counted', () => {
    const changed = { ...base, subscriptionType: 'deal.propertyChange' }
    expect(
      map(
        { ...changed, propertyName: 'dealtype', propertyValue: 'own kind' },
        { ...changed, propertyName: 'my_property', propertyValue: '1' },
        { ...base, subscriptionType: 'ticket.creation' },
        { ...base, subscriptionType: 'deal.somethingNew' },
      ),
    ).toEqual({ events: [], ignored: 4 })
  })

  test('deletion and restoration', () => {
    const sent = ['deal.deletion', 'deal.restore'].map((subscriptionType) => ({
      ...base,
      subscriptionType,
    }))
    expect(map(...sent).events).toMatchObject([
      { type: 'deal', deleted: true },
      { type: 'deal', deleted: false },
    ])
  })
})

test('a later attempt gives the same events', () => {
  const sent = { ...base, subscriptionType: 'deal.propertyChange', propertyName: 'amount' }
  const first = { ...sent, propertyValue: '10' }
  expect(map({ ...first, attemptNumber: 3 })).toEqual(map(first))
})
