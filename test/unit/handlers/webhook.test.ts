import { describe, expect, test } from 'vitest'
import { signGeneric, signHubspot, signStripe } from '#test/sign-webhook.ts'
import { address, bodies, logged, now, setup, sign, sources } from './webhook-setup.ts'

describe.each(sources)('%s', (source) => {
  test('a signed delivery is stored; its secret is asked for by name', async () => {
    const { post, store, asked } = setup()
    const answer = await post(source, bodies[source], sign(source, 'new'))
    expect(answer.status).toBe(200)
    expect(JSON.parse(String(answer.body)).results).toMatchObject([{ status: 'accepted' }])
    expect(store.events.size).toBe(1)
    expect(asked).toEqual([`webhooks/${source}`])
  })

  test('the secret before the newest still holds', async () => {
    const { post, store } = setup()
    expect((await post(source, bodies[source], sign(source, 'old'))).status).toBe(200)
    expect(store.events.size).toBe(1)
  })

  test('another secret does not', async () => {
    const { post, store } = setup()
    expect((await post(source, bodies[source], sign(source, 'guess'))).status).toBe(401)
    expect(store.events.size).toBe(0)
    expect(logged).toContainEqual({ code: 'webhook_refused', source, reason: 'wrong signature' })
  })

  test('a changed body is refused', async () => {
    const { post, store } = setup()
    const changed = bodies[source].replace(/l1|123,|cus_1/, (found) => found.replace('1', '9'))
    expect(changed).not.toBe(bodies[source])
    expect((await post(source, changed, sign(source, 'new'))).status).toBe(401)
    expect(store.events.size).toBe(0)
  })

  test.each([
    ['five minutes old', -300_000, 200],
    ['older', -301_000, 401],
    ['five minutes ahead', 300_000, 200],
    ['further ahead', 301_000, 401],
  ])('signed %s: %d ms from now gives %d', async (_, offset, status) => {
    const { post } = setup()
    const at = new Date(now.getTime() + offset)
    expect((await post(source, bodies[source], sign(source, 'new', at))).status).toBe(status)
  })

  test('another time than the one that was signed is refused', async () => {
    const { post } = setup()
    const [old, fresh] = [new Date(now.getTime() - 3_600_000), now]
    const [signed, claimed] = [sign(source, 'new', old), sign(source, 'new', fresh)]
    const headers =
      source === 'stripe'
        ? {
            'stripe-signature': String(signed['stripe-signature']).replace(/t=\d+/, `t=1772366400`),
          }
        : { ...signed, ...pick(claimed, /timestamp/) }
    expect((await post(source, bodies[source], headers)).status).toBe(401)
  })

  test('no signature, an empty one and one without its time are refused', async () => {
    const { post } = setup()
    const signed = sign(source, 'new')
    const empty = Object.fromEntries(Object.keys(signed).map((name) => [name, '']))
    for (const headers of [{}, empty, pick(signed, /^x-(hubspot-)?signature/)]) {
      expect((await post(source, bodies[source], headers)).status).toBe(401)
    }
  })

  test('the same delivery again changes nothing', async () => {
    const { post, store } = setup()
    await post(source, bodies[source], sign(source, 'new'))
    const again = await post(source, bodies[source], sign(source, 'new'))
    expect(again.status).toBe(200)
    expect(JSON.parse(String(again.body)).results).toMatchObject([{ status: 'duplicate' }])
    expect(store.events.size).toBe(1)
  })

  test('503 when an event was not stored, so that it is sent again', async () => {
    const { post, store } = setup()
    await post(source, bodies[source], sign(source, 'new'))
    for (const id of store.events.keys()) store.unavailable.add(id)
    const answer = await post(source, bodies[source], sign(source, 'new'))
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
  })

  test('without a secret it is not there', async () => {
    const { post } = setup([])
    expect((await post(source, bodies[source], sign(source, 'new'))).status).toBe(404)
  })

  test('503 and a line in the log when the settings list it and the secret is missing', async () => {
    const { post } = setup([], { [source]: {} })
    expect((await post(source, bodies[source], sign(source, 'new'))).status).toBe(503)
    expect(logged).toContainEqual(
      expect.objectContaining({ code: 'secret_missing', secret: `webhooks/${source}` }),
    )
  })
})

const pick = (headers: Record<string, string>, names: RegExp) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => names.test(name)))

test('one event that was not stored makes the whole delivery come again', async () => {
  const { post, store } = setup()
  const [first] = JSON.parse(bodies.hubspot)
  const body = JSON.stringify([first, { ...first, objectId: 124 }])
  store.unavailable.add('hubspot:62515:deal.creation:124:1:1772366400000')
  const answer = await post('hubspot', body, signHubspot(body, 'new', now, address))
  expect(answer.status).toBe(503)
  expect(store.events.size).toBe(1)
})

test('what intake refuses is kept in quarantine, and the provider is done', async () => {
  const { post, objects } = setup()
  const body = bodies.generic.replace('"mql"', '""')
  expect((await post('generic', body, signGeneric(body, 'new', now))).status).toBe(200)
  expect([...objects.bodies.keys()].filter((key) => key.startsWith('quarantine/'))).toHaveLength(1)
})

test('an unknown source is 404 and its secret is not asked for', async () => {
  const { post, asked } = setup()
  expect((await post('salesforce', '{}', {})).status).toBe(404)
  expect(asked).toEqual([])
})

test.each(sources)('a signed body of another shape is 400: %s', async (source) => {
  const { post } = setup()
  const headers = {
    ...signGeneric('7', 'new', now),
    ...signHubspot('7', 'new', now, address),
    ...signStripe('7', ['new'], now),
  }
  expect((await post(source, '7', headers)).status).toBe(400)
})
