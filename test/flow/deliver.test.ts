import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { SettingsInput } from '#core/settings.ts'
import { settings as shipped } from '#infra/settings.ts'
import { openRuntime, type Runtime } from '#local/runtime.ts'
import { mailBytes } from '#render/mail.ts'
import { thousandEvents } from './business.ts'
import { tempFolder } from './owner.ts'

const weekly: SettingsInput['schedules'][string] = {
  cron: 'cron(0 7 ? * MON *)',
  reports: ['conversion'],
  period: 'week',
  everyTwoWeeksFrom: '2024-04-01',
  recipients: ['ada@example.org', 'bob@example.org'],
  slackSecret: 'slack/sales',
}

const settings: SettingsInput = { ...shipped, sender: 'reports@example.org', schedules: { weekly } }

let data: string
let runtime: Runtime

beforeAll(async () => {
  const ends: (() => Promise<void>)[] = []
  data = await tempFolder((end) => ends.push(end))
  runtime = await openRuntime(data, { settings, baseUrl: () => 'http://127.0.0.1:4800/' })
  // Monday, the first of April 2024: all events of March are in.
  runtime.clock.hold(new Date('2024-04-01T10:00:00Z'))
  for (let from = 0; from < 1000; from += 500) {
    await runtime.post(thousandEvents().slice(from, from + 500))
  }
  await runtime.settle()
  return async () => {
    await runtime.close()
    for (const end of ends) await end()
  }
})

interface Sent {
  readonly key: string
  readonly recipients?: string[]
  readonly subject?: string
  readonly secret?: string
}

async function sent(): Promise<Sent[]> {
  const files = await readdir(join(data, 'outbox'), { recursive: true }).catch(() => [])
  const marks = files.filter((file) => file.endsWith('.json'))
  const texts = marks.map((file) => readFile(join(data, 'outbox', file), 'utf8'))
  return (await Promise.all(texts)).map((text) => JSON.parse(text))
}

test('a set that is due goes out once, to everybody', async () => {
  expect(await runtime.dueSets.any()).toBe(true)
  await runtime.dueSets.deliver()
  const first = await sent()
  expect(first.map(({ recipients, secret }) => recipients?.join() ?? secret).sort()).toEqual([
    'ada@example.org',
    'bob@example.org',
    'slack/sales',
  ])
  expect(first.find(({ subject }) => subject)?.subject).toContain('Week 13 2024')
  expect(await runtime.dueSets.any()).toBe(false)
  await runtime.dueSets.deliver()
  expect(await sent()).toHaveLength(3)
})

const ask = (path: string) =>
  runtime.link({ method: 'GET', path, headers: {}, body: new Uint8Array() })

test('the mail is small, holds the page, and its link leads to it', async () => {
  const mail = (await sent()).find(({ recipients }) => recipients?.includes('ada@example.org'))
  const stem = join(data, 'outbox', mail?.key ?? '')
  const html = await readFile(`${stem}.html`, 'utf8')
  expect(Buffer.byteLength(html)).toBeLessThan(mailBytes)
  const attached = await readFile(join(stem, 'conversion-2024-W13.html'), 'utf8')
  expect(attached).toMatch(/^<!doctype html>/i)
  const [, path = ''] = /http:\/\/127\.0\.0\.1:4800(\/r\/[\w.-]+)/.exec(html) ?? []
  const answer = await ask(path)
  expect([answer.status, answer.headers['cache-control']]).toEqual([302, 'no-store'])
  const page = await runtime.objects.get(String(answer.headers.location).slice(1))
  expect(Buffer.from(page?.body ?? []).toString()).toBe(attached)
  expect((await ask(`${path}x`)).status).toBe(404)
})

test('every two weeks: not on the next Monday, on the one after', async () => {
  runtime.clock.hold(new Date('2024-04-08T10:00:00Z'))
  expect(await runtime.dueSets.any()).toBe(false)
  runtime.clock.hold(new Date('2024-04-15T04:59:00Z'))
  expect(await runtime.dueSets.any()).toBe(false)
  runtime.clock.hold(new Date('2024-04-15T05:00:00Z'))
  expect(await runtime.dueSets.any()).toBe(true)
})
