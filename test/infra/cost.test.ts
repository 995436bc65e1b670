import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { functionNames } from '#core/names.ts'
import { parseSettings, settingsSchema } from '#core/settings.ts'
import { type Deployed, readDeployed } from '#infra/cost/deployed.ts'
import { difference, estimate } from '#infra/cost/estimate.ts'
import { type PriceId, prices } from '#infra/cost/prices.ts'
import { costSection, priceSection, usualPlan } from '#infra/cost/table.ts'
import { type Component, type Plan, usageOf } from '#infra/cost/usage.ts'

const readme = readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8')

/** One whole core each, so that CPU time is the time billed. */
const deployed: Deployed = {
  alarms: 12,
  routeMetrics: false,
  memoryMb: new Map(functionNames.map((name) => [name, 2048])),
  secrets: 2,
  buildScans: 100,
  buildStatements: 400,
  reportQueries: 10,
  reports: 8,
  reportsPerBuild: 8,
}
const plan: Plan = {
  events: 1_000_000,
  eventBytes: 300,
  batch: 500,
  months: 1,
  reports: 0,
  mails: 0,
}

const costOf = (changes: Partial<Plan>) => estimate(usageOf({ ...plan, ...changes }, deployed))
const part = (component: Component, changes: Partial<Plan> = {}) =>
  costOf(changes).byComponent.get(component)
const amountOf = (price: PriceId, changes: Partial<Plan>) =>
  usageOf({ ...plan, ...changes }, deployed)
    .filter((use) => use.price === price)
    .reduce((sum, use) => sum + use.amount, 0)

describe('a million events', () => {
  test('are 2,000 requests, and answers of 90 bytes an event', () => {
    // 2,000 requests at 1 dollar a million; 90 MB of 2^30 bytes at 0.09 dollars.
    expect(part('API')).toBeCloseTo(0.002 + (90e6 / 2 ** 30) * 0.09, 10)
  })

  test('keep ingest busy for 650 seconds at 2 GB', () => {
    // 2,000 times 100 ms and a million times 0.45 ms of CPU; 2,000 invocations at 0.2 a million.
    expect(part('Ingest')).toBeCloseTo(1300 * 0.0000133334 + 0.0004, 10)
  })

  test('are one write each up to 1,024 bytes with id, type, time and hash, then two', () => {
    expect(part('Event table: writes')).toBeCloseTo(0.625, 10)
    expect(part('Event table: writes', { eventBytes: 859 })).toBeCloseTo(0.625, 10)
    expect(part('Event table: writes', { eventBytes: 860 })).toBeCloseTo(1.25, 10)
  })

  test('are kept twice over, as table and as recovery, for each month', () => {
    const month = (565e6 / 2 ** 30) * (0.25 + 0.2)
    expect(part('Event table: kept, with recovery')).toBeCloseTo(month, 10)
    expect(part('Event table: kept, with recovery', { months: 12 })).toBeCloseTo(12 * month, 10)
  })

  test('become an object for each of four shards that a request reaches', () => {
    // 8,000 objects at 0.005 a thousand, 8,000 invocations at 0.2 a million and 200 ms each.
    const seconds = 8000 * 0.2 + 1_000_000 * 0.00006
    const expected = 0.04 + 0.0016 + seconds * 2 * 0.0000133334
    expect(part('Export')).toBeCloseTo(expected, 10)
  })
})

test('one event a request means a request and a trace for each event', () => {
  expect(amountOf('apiRequest', { batch: 1 })).toBe(1_000_000)
  expect(amountOf('trace', { batch: 1 })).toBeGreaterThan(1_000_000)
})

test('large events go into more requests, because a body has a limit', () => {
  // 104 events of 10,000 bytes fit into 1 MB, and each such request counts as two.
  expect(amountOf('apiRequest', { eventBytes: 10_000 })).toBe(2 * Math.ceil(1_000_000 / 104))
})

test('what landed is kept for eight days of a month, the merged log for ever', () => {
  // A million events of a month: 8,000 objects of 14,000 bytes and 60 bytes an event landed, 63 bytes
  // an event in the log and 4.3 times as much in each of two builds.
  const landed = (8000 * 14_000 + 60e6) * (8 / 30)
  const log = 63e6 * (1 + 2 * 4.3)
  expect(part('Lake: kept')).toBeCloseTo(((landed + log) / 2 ** 30) * 0.023, 10)
  const year = (landed + 12 * log) / 2 ** 30
  expect(part('Lake: kept', { months: 12 })).toBeCloseTo(year * 0.023, 10)
})

test('without events nothing is written or merged', () => {
  for (const price of ['apiRequest', 'tableWrite', 'tableStorage', 'scan'] as const)
    expect(amountOf(price, { events: 0 })).toBe(0)
})

test('every query of Athena counts as 10 MB at least', () => {
  // One build of 100 tables, 8 reports of 10 queries.
  const scans = amountOf('scan', { events: 0, reports: 8 })
  expect(scans * 2 ** 40).toBeCloseTo(180 * 10 * 2 ** 20, 3)
})

test('allowances take off no more than was used', () => {
  const { allowance } = estimate([
    { component: 'Secrets and mail', price: 'alarm', amount: 12 },
    { component: 'Secrets and mail', price: 'metric', amount: 4 },
    { component: 'Secrets and mail', price: 'secret', amount: 2 },
  ])
  expect(allowance).toBeCloseTo(10 * 0.1 + 4 * 0.3, 10)
})

test('the difference of two months is what the second has more', () => {
  const more = difference(costOf({}), costOf({ events: 2_000_000 }))
  expect(more.byComponent.get('Event table: writes')).toBeCloseTo(0.625, 10)
  expect(more.byComponent.get('Secrets and mail')).toBeCloseTo(0, 10)
})

describe('the stacks as they are', () => {
  const real = readDeployed()

  test('hold every function, but delivery, which the shipped settings have no use for', () => {
    const delivery = ['deliver', 'link']
    const used = functionNames.filter((name) => !delivery.includes(name))
    expect([...real.memoryMb.keys()].sort()).toEqual([...used].sort())
  })

  test('idle cost less than a dollar after the free allowances', () => {
    const idle = estimate(usageOf({ ...usualPlan(real), events: 0 }, real))
    expect(idle.total - idle.allowance).toBeLessThan(1)
  })

  test('the README shows their cost and the prices; npm run docs writes both', () => {
    expect(readme).toContain(costSection(real))
    expect(readme).toContain(priceSection())
  })
})

test('every price is on a page of AWS', () => {
  for (const { source } of Object.values(prices))
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//)
})

describe('the settings table of the README', () => {
  const rows = new Map(
    readme
      .slice(readme.indexOf('| setting |'), readme.indexOf('## Cost'))
      .split('\n')
      .slice(2)
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
      .map(([, name = '', fallback = '']) => [name, fallback]),
  )
  const required = {
    name: 'ab',
    zone: 'UTC',
    weekStart: 'monday',
    fiscalYearStartMonth: 1,
    currency: 'EUR',
    funnels: ['any'],
    schedules: {},
  }
  const defaults: Readonly<Record<string, unknown>> = parseSettings(required)

  test('has a row for each setting', () => {
    expect([...rows.keys()]).toEqual(Object.keys(settingsSchema.shape))
  })

  test('says which are required, and the default of those that are one word or number', () => {
    for (const [name, fallback] of rows) {
      const value = name in required ? 'required' : defaults[name]
      if (typeof value === 'object' || value === undefined) continue
      expect(`${name}: ${fallback}`).toBe(`${name}: ${value}`)
    }
  })

  test.each(Object.keys(required))('%s is required indeed', (name) => {
    expect(() => parseSettings({ ...required, [name]: undefined })).toThrow(name)
  })
})
