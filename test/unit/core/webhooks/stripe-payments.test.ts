import { describe, expect, test } from 'vitest'
import { isTaken, map } from './stripe-payloads.ts'

describe('payments', () => {
  const paid = { id: 'in_1', customer: 'cus_1', currency: 'eur', amount_paid: 4191 }
  const subscribed = { parent: { subscription_details: { subscription: 'sub_1' } } }

  test.each([
    ['of older versions', { ...paid, subscription: 'sub_1' }],
    ['of newer versions', { ...paid, ...subscribed }],
  ])('an invoice %s is a charge', (_, object) => {
    const [event] = map('invoice.paid', object)
    expect(event).toMatchObject({
      action: 'charge',
      account_id: 'cus_1',
      subscription_id: 'sub_1',
      amount: '41.91',
      currency: 'EUR',
      interval: 'once',
    })
    expect(isTaken(event)).toBe(true)
  })

  test('an invoice over nothing is none', () => {
    expect(map('invoice.paid', { ...paid, amount_paid: 0 })).toEqual([])
  })

  test('a second partial refund counts what it adds', () => {
    const charge = { id: 'ch_1', customer: 'cus_1', currency: 'eur', amount_refunded: 3000 }
    expect(map('charge.refunded', charge, { amount_refunded: 1000 })).toMatchObject([
      { action: 'refund', amount: '20' },
    ])
    expect(map('charge.refunded', charge)).toMatchObject([{ amount: '30' }])
  })
})

test('a customer is an account, known by its domain', () => {
  const customer = { id: 'cus_1', email: 'Ada@Example.org', address: { country: 'GB' } }
  expect(map('customer.created', customer)).toMatchObject([
    { type: 'account', name: 'created', account_id: 'cus_1', domain: 'example.org', country: 'GB' },
  ])
  expect(map('customer.deleted', customer)).toMatchObject([{ deleted: true }])
  expect(JSON.stringify(map('customer.updated', customer))).not.toMatch(/ada@/i)
})
