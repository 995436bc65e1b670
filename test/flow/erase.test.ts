import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '#core/hash.ts'
import type { EraseStatus } from '#handlers/erase.ts'
import { settings as shipped } from '#infra/settings.ts'
import { openRuntime, type Runtime } from '#local/runtime.ts'
import { ada, bob, refused } from '#test/people.ts'
import { filesNaming } from './files-naming.ts'

const settings = { ...shipped, funnels: ['b2b_six_stage'], schedules: {} }

let folder: string
let runtime: Runtime
const reopen = async () => {
  runtime = await openRuntime(folder, { settings })
}

const statusesOf = async (events: readonly unknown[]) =>
  (await runtime.post(events)).map(({ status }) => status)

const rows = async (query: string) => (await runtime.sql({ query })).rows

const subject = 'lead:lead-ada'
const request = { subject, confirm: true, removeReports: true }

/** Two of its slices are the last of their process, as if that had died right after them. */
async function eraseAll(): Promise<EraseStatus[]> {
  const seen: EraseStatus[] = []
  do {
    const status = await runtime.erase(request)
    seen.push(status)
    if (status.stage !== 'lake' && status.stage !== 'build') continue
    await runtime.close()
    await reopen()
  } while (seen.at(-1)?.done !== true)
  return seen
}

/** What the reports say of money and of others. */
const numbers = async () => ({
  won: await rows(`select opportunity_id, amount, account_id from opportunity_outcomes`),
  surveys: await rows('select account_id, score from surveys'),
  others: await rows(
    `select event_id, lead_id, visitor_id from events where lead_id = 'lead-bob' order by 1`,
  ),
})

const naming = /-ada|ada_stage|mailhash|Ada |Lovelace/

let before: Awaited<ReturnType<typeof numbers>>
let heldBy: string[]
let plan: EraseStatus
let slices: EraseStatus[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'erase-'))
  await reopen()
  await statusesOf([...ada, ...bob, ...refused])
  await runtime.settle()
  await runtime.report({ report: 'data-quality', period: '2026-01' })
  before = await numbers()
  await runtime.close()
  heldBy = await filesNaming(folder, naming)
  await reopen()
  plan = await runtime.erase({ subject })
  slices = await eraseAll()
})
afterAll(async () => {
  await runtime.close()
  await rm(folder, { recursive: true })
})

describe('the plan', () => {
  test('names every id and what would happen, and changes nothing', () => {
    expect(plan).toMatchObject({
      done: true,
      stage: 'planned',
      ids: {
        lead: ['lead-ada', 'lead-ada-mail', 'lead-ada-old'],
        contact: ['contact-ada'],
        visitor: ['visitor-ada'],
      },
      removed: 11,
      reduced: 3,
    })
  })
})

describe('erased', () => {
  test('in slices, any of which may be the last of its process', () => {
    expect(slices.map(({ stage }) => stage)).toEqual([
      'events',
      'lake',
      'quarantine',
      'build',
      'former build',
      'files',
      'reports',
      'check',
      'done',
    ])
    expect(slices.at(-1)).toMatchObject({ removed: 11, reduced: 3, rejects: 1 })
  })

  test('no byte of the data folder names the person', async () => {
    await runtime.close()
    const found = await filesNaming(folder, naming)
    await reopen()
    for (const place of [
      'events.db',
      'warehouse.duckdb',
      '/landing/',
      '/quarantine/',
      '/reports/',
    ]) {
      expect(heldBy.some((file) => file.includes(place))).toBe(true)
    }
    expect(found).toEqual([])
  })

  test('the report that named the person is gone, and leaves the list', async () => {
    const [path] = slices.at(-1)?.reports ?? []
    expect(path).toMatch(/^reports\/data-quality\/2026-01\//)
    expect(await runtime.objects.list(`${path}/`)).toEqual([])
    const index = await runtime.objects.get('reports/index.json')
    expect(JSON.parse(Buffer.from(index?.body ?? '').toString())).toEqual([])
  })

  test('a receipt says what was done and names nobody', async () => {
    const stored = await runtime.objects.get(`erasures/${sha256(subject)}.json`)
    expect(JSON.parse(Buffer.from(stored?.body ?? '').toString())).toMatchObject({
      subject: sha256(subject),
      runs: [{ ids: 5, removed: 11, reduced: 3, rejects: 1, areReportsRemoved: true }],
    })
  })
})

describe('what is about others', () => {
  test('keeps its numbers', async () => {
    expect(before.won).toEqual([
      { opportunity_id: 'opp-1', amount: '5000.0000', account_id: 'acc-1' },
    ])
    expect(before.others).toHaveLength(3)
    expect(await numbers()).toEqual(before)
  })

  test('loses what named the person, and nothing else', async () => {
    expect(
      await rows(`select name, contact_id, account_id, amount, contact_roles, properties
        from lake.event_log where type = 'deal'`),
    ).toEqual([
      {
        name: 'created',
        contact_id: null,
        account_id: 'acc-1',
        amount: '5000.0000',
        contact_roles: '[{"contact_id":"contact-bob","role":"buyer"}]',
        properties: null,
      },
    ])
  })

  test('the refused event of somebody else is still kept', async () => {
    const kept = await runtime.objects.list('quarantine/')
    expect(kept).toHaveLength(1)
  })
})

describe('sent again', () => {
  test('every event is a duplicate and stays out', async () => {
    const known = ada.filter((event) => event.event_id !== 'e-anonymous')
    expect(new Set(await statusesOf(known))).toEqual(new Set(['duplicate']))
    await runtime.settle()
    expect(await rows(`select event_id from lake.event_log where lead_id like '%ada%'`)).toEqual([])
  })

  test('with other content it is a conflict that is kept nowhere', async () => {
    const other = { ...ada[0], title: 'Countess' }
    expect(await statusesOf([other])).toEqual(['conflict'])
    expect(await runtime.objects.list('quarantine/')).toHaveLength(1)
  })

  test('a second erasure finds nothing and leaves the receipt as it is', async () => {
    const key = `erasures/${sha256(subject)}.json`
    const receipt = await runtime.objects.get(key)
    expect((await eraseAll()).at(-1)).toMatchObject({ done: true, removed: 0, reduced: 0 })
    expect(await runtime.objects.get(key)).toEqual(receipt)
  })
})
