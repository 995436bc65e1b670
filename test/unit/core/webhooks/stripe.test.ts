import { describe, expect, test } from 'vitest'
import { isSigned } from '#core/webhooks/signature.ts'
import { stripe } from '#core/webhooks/stripe.ts'
import { signStripe } from '#test/sign-webhook.ts'
import { isTaken, item, map, subscription } from './stripe-payloads.ts'

const updated = (object: object, previous: object) =>
  map('customer.subscription.updated', subscription(object), previous)

describe('signature', () => {
  const body = '{"id":"evt_1"}'
  const accepted = (header: string, secrets: readonly string[]) => {
    const request = { method: 'POST', path: '/', headers: { 'stripe-signature': header } }
    const delivery = stripe.signed({ ...request, body: Buffer.from(body) })
    return delivery !== undefined && isSigned(delivery, secrets)
  }
  const header = (...secrets: string[]) =>
    signStripe(body, secrets, new Date('2026-03-01T12:00:00Z'))['stripe-signature']

  test('while the provider replaces its secret it sends a signature of each', () => {
    expect(accepted(header('one', 'two'), ['two'])).toBe(true)
    expect(accepted(header('one'), ['two'])).toBe(false)
  })

  test('only the scheme v1 is trusted, and in lower case', () => {
    expect(accepted(header('one').replace('v1=', 'v0='), ['one'])).toBe(false)
    const upper = header('one').replace(/v1=.*/, (part) => `v1=${part.slice(3).toUpperCase()}`)
    expect(accepted(upper, ['one'])).toBe(false)
  })
})

describe('a subscription starts', () => {
  test('with everything that is paid for each interval', () => {
    const items = { data: [item({ interval: 'year', unit_amount: 120_000 }, 3)] }
    expect(map('customer.subscription.created', subscription({ items }))).toEqual([
      {
        event_id: 'stripe:evt_1SRPp2',
        occurred_at: '2025-11-09T04:01:48.000Z',
        source_system: 'stripe',
        type: 'revenue',
        action: 'start',
        account_id: 'cus_1',
        subscription_id: 'sub_1',
        amount: '3600',
        currency: 'USD',
        interval: 'year',
        interval_count: 1,
        product: 'prod_team',
        quantity: '3',
        term_end: '2026-11-09',
      },
    ])
  })

  test.each(['incomplete', 'trialing'])('when it leaves the state %s, not before', (status) => {
    expect(map('customer.subscription.created', subscription({ status }))).toEqual([])
    expect(updated({}, { status })).toMatchObject([{ action: 'start', amount: '19.99' }])
  })

  test('with several prices of one interval added up', () => {
    const items = { data: [item({ unit_amount: 1000 }, 2), item({ unit_amount: 550 })] }
    expect(map('customer.subscription.created', subscription({ items }))).toMatchObject([
      { amount: '25.5', quantity: '3' },
    ])
  })

  test.each([
    ['jpy', { unit_amount: 1999 }, '1999'],
    ['kwd', { unit_amount: 1999 }, '1.999'],
    ['eur', { unit_amount: null, unit_amount_decimal: '0.5' }, '0.005'],
  ])('in %s: %j is %s', (currency, price, amount) => {
    const [event] = map(
      'customer.subscription.created',
      subscription({ currency, items: { data: [item(price)] } }),
    )
    expect(event).toMatchObject({ amount, currency: currency.toUpperCase() })
    expect(isTaken(event)).toBe(true)
  })

  test.each([
    ['different intervals', [item({ interval: 'month' }), item({ interval: 'year' })]],
    ['a price by tiers', [item({ unit_amount: null })]],
    ['a price finer than money is kept', [item({ unit_amount_decimal: '0.0012345' })]],
  ])('with %s it is left to quarantine, and no number is made up', (_, data) => {
    const [event] = map('customer.subscription.created', subscription({ items: { data } }))
    expect(event).toMatchObject({ action: 'start' })
    expect(isTaken(event)).toBe(false)
  })
})

describe('a subscription changes', () => {
  const yearly = { items: { data: [item({ interval: 'year' })] } }

  test('its price or seats', () => {
    const items = { data: [item({}, 5)] }
    const was = { items: { data: [item({}, 3)] }, quantity: 3 }
    expect(updated({ items }, was)).toMatchObject([
      { action: 'change', amount: '99.95', quantity: '5' },
    ])
  })

  test('its term, where that is a year; a month has none', () => {
    const was = { current_period_end: 1_762_660_908, current_period_start: 1_731_124_908 }
    expect(updated(yearly, was)).toMatchObject([{ action: 'renew', term_end: '2026-11-09' }])
    expect(updated({}, was)).toEqual([])
  })

  test('its term, told by the items as newer versions do', () => {
    const at = (end: number) => ({
      current_period_end: undefined,
      items: { data: [{ ...item({ interval: 'year' }), current_period_end: end }] },
    })
    const told = updated(at(1_794_196_908), { items: at(1_762_660_908).items })
    expect(told).toMatchObject([{ action: 'renew', term_end: '2026-11-09' }])
  })

  test('nothing that is about money', () => {
    expect(updated({ cancel_at_period_end: true }, { cancel_at_period_end: false })).toEqual([])
    expect(updated({ status: 'past_due' }, { status: 'active' })).toEqual([])
  })

  test('to a pause and back', () => {
    const paused = { pause_collection: { behavior: 'void', resumes_at: null } }
    expect(updated(paused, { pause_collection: null })).toMatchObject([{ action: 'pause' }])
    expect(updated({}, paused)).toMatchObject([{ action: 'resume' }])
    expect(map('customer.subscription.paused', subscription())).toMatchObject([{ action: 'pause' }])
  })
})

describe('a subscription ends', () => {
  const ended = { status: 'canceled', ended_at: 1_762_660_908 }

  test('and is worth nothing from then on', () => {
    const cancellation_details = { reason: 'cancellation_requested', feedback: 'too_expensive' }
    const [event] = map(
      'customer.subscription.deleted',
      subscription({ ...ended, cancellation_details }),
    )
    expect(event).toMatchObject({ action: 'cancel', amount: '0', reason: 'too_expensive' })
    expect(event).not.toHaveProperty('term_end')
    expect(isTaken(event)).toBe(true)
  })

  test('within its trial, which is no loss', () => {
    const trial = subscription({ ...ended, trial_end: 1_762_700_000 })
    expect(map('customer.subscription.deleted', trial)).toEqual([])
  })
})

test('other events tell nothing', () => {
  expect(map('payment_intent.succeeded', { id: 'pi_1' })).toEqual([])
})
