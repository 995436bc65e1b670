import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { signGeneric, signHubspot, signStripe } from '#test/sign-webhook.ts'
import { item, stripeEvent, subscription } from '../unit/core/webhooks/stripe-payloads.ts'
import { shuffled } from './business.ts'
import { type AtEnd, type Owner, runCommand, startOwner, tempFolder } from './owner.ts'

let data: string
let owner: Owner

beforeAll(async () => {
  const ends: Parameters<AtEnd>[0][] = []
  const atEnd: AtEnd = (task) => ends.unshift(task)
  data = await tempFolder(atEnd)
  const secrets = join(data, 'secrets.json')
  const values = { 'webhooks/generic': ['newer', 'older'], 'webhooks/hubspot': 'client' }
  await writeFile(secrets, JSON.stringify({ ...values, 'webhooks/stripe': 'whsec_1' }))
  await chmod(secrets, 0o600)
  owner = await startOwner(data, { atEnd })
  return async () => {
    for (const task of ends) await task()
  }
})

/** The status of the answer and the statuses of the events. */
async function post(source: string, body: string, headers: Record<string, string>) {
  const answer = await fetch(`${owner.url}/v1/webhooks/${source}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  const { results = [] } = (await answer.json()) as { results?: { status: string }[] }
  return [answer.status, ...results.map(({ status }) => status)]
}

async function query(sql: string): Promise<string[]> {
  const { code, stdout, stderr } = await runCommand(
    'commands/sql',
    sql,
    '--data',
    data,
    '--format',
    'csv',
  )
  expect([code, stderr]).toEqual([0, ''])
  return stdout.trim().split(/\r?\n/).slice(1)
}

const build = async () => {
  const { code, stderr } = await runCommand('commands/report', 'conversion', '--data', data)
  expect([code, stderr]).toEqual([0, ''])
}

const at = Date.parse('2026-02-02T09:00:00Z')
const hour = 3_600_000

test('our own batches, relayed from anywhere', async () => {
  const body = JSON.stringify({
    events: [
      {
        type: 'stage',
        name: 'closed_won',
        opportunity_id: 'sf-1',
        account_id: 'sf-account',
        source_system: 'salesforce',
        occurred_at: '2026-02-01T09:00:00Z',
        outcome: 'won',
      },
    ],
  })
  const now = new Date()
  expect(await post('generic', body, signGeneric(body, 'newer', now))).toEqual([200, 'accepted'])
  expect(await post('generic', body, signGeneric(body, 'older', now))).toEqual([200, 'duplicate'])
  expect(await post('generic', body, signGeneric(body, 'wrong', now))).toEqual([401])
  expect(await post('generic', body, {})).toEqual([401])
})

/** Notifications of one deal, each as the documentation shows it. */
const deal = [
  { subscriptionType: 'deal.creation', occurredAt: at, changeFlag: 'NEW' },
  ...[
    ['amount', '5000'],
    ['dealstage', 'appointmentscheduled'],
    ['amount', '6000.50'],
    ['dealstage', 'closedwon'],
  ].map(([propertyName, propertyValue], index) => ({
    subscriptionType: 'deal.propertyChange',
    occurredAt: at + (index + 1) * hour,
    propertyName,
    propertyValue,
  })),
].map((changes, index) => ({
  eventId: 100 + index,
  subscriptionId: 12345,
  portalId: 62515,
  appId: 54321,
  attemptNumber: 0,
  objectId: 7001,
  changeSource: 'CRM_UI',
  ...changes,
}))

test('notifications of HubSpot through a tunnel, reordered and repeated', async () => {
  const send = (notifications: readonly object[]) => {
    const body = JSON.stringify(notifications)
    const address = 'https://tunnel.example.com/v1/webhooks/hubspot'
    const headers = signHubspot(body, 'client', new Date(), address)
    return post('hubspot', body, { ...headers, 'x-forwarded-host': 'tunnel.example.com' })
  }
  const all = shuffled(deal, 3)
  expect(await send(all.slice(0, 3))).toEqual([200, 'accepted', 'accepted', 'accepted'])
  const again = all.map((each) => ({ ...each, attemptNumber: 1 }))
  const known = ['duplicate', 'duplicate', 'duplicate']
  expect(await send(again)).toEqual([200, ...known, 'accepted', 'accepted'])
})

test('events of Stripe, the end before the start and one of them twice', async () => {
  const event = (id: string, seconds: number, type: string, object: object, previous?: object) => ({
    ...stripeEvent(type, object, previous),
    id,
    created: at / 1000 + seconds,
  })
  const three = { items: { data: [item({}, 3)] } }
  const events = [
    event('evt_3', 3600, 'customer.subscription.updated', subscription(three), subscription()),
    event('evt_1', 0, 'customer.subscription.created', subscription({ status: 'incomplete' })),
    event('evt_2', 1, 'customer.subscription.updated', subscription(), { status: 'incomplete' }),
    event('evt_3', 3600, 'customer.subscription.updated', subscription(three), subscription()),
    event('evt_4', 2, 'invoice.paid', {
      ...{ id: 'in_1', customer: 'cus_1', currency: 'usd', amount_paid: 1999 },
      subscription: 'sub_1',
    }),
  ]
  const answers = []
  for (const each of events) {
    const body = JSON.stringify(each)
    answers.push(await post('stripe', body, signStripe(body, ['whsec_1'], new Date())))
  }
  expect(answers).toEqual([
    [200, 'accepted'],
    [200],
    [200, 'accepted'],
    [200, 'duplicate'],
    [200, 'accepted'],
  ])
})

test('what they told is in the models', async () => {
  await build()
  expect(
    await query(
      'select opportunity_id, state, amount, currency from opportunities order by opportunity_id',
    ),
  ).toEqual(['7001,won,6000.5000,EUR', 'sf-1,won,,'])
  expect(
    await query('select version, status, monthly from subscription_versions order by version'),
  ).toEqual(['1,live,19.9900', '2,live,59.9700'])
  expect(await query('select account_id, action, amount from payments')).toEqual([
    'cus_1,charge,19.9900',
  ])
})

test('secrets that others can read are not used', async () => {
  if (process.platform === 'win32') return
  await chmod(join(data, 'secrets.json'), 0o644)
  const body = '{"events":[]}'
  expect(await post('generic', body, signGeneric(body, 'newer', new Date()))).toEqual([500])
})
