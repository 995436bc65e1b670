import { beforeEach, describe, expect, test } from 'vitest'
import { logTo } from '#core/log.ts'
import type { Metrics } from '#core/ports.ts'
import { parseSettings, type SettingsInput } from '#core/settings.ts'
import { claim, confirm } from '#handlers/claim.ts'
import { refreshState } from '#handlers/refresh.ts'
import { settingsKey } from '#handlers/settings.ts'
import { createWatch } from '#handlers/watch.ts'
import { settings as shipped } from '#infra/settings.ts'
import { type MemoryObjects, memoryObjects } from '../memory.ts'

type Schedules = SettingsInput['schedules']

/** Due at 05:00 UTC on the second of each month; in summer time an hour earlier. */
const monthly = {
  cron: 'cron(0 6 2 * ? *)',
  reports: ['review', 'conversion'],
  recipients: ['ada@example.org', 'bob@example.org'],
}
const revision = (asOf: string) => `${asOf.replaceAll(/[-:.]/g, '')}-1a2b3c4d`

let objects: MemoryObjects
let now: string
let recorded: Readonly<Record<string, number>>[]
let logged: Record<string, unknown>[]

beforeEach(() => {
  objects = memoryObjects()
  recorded = []
  logged = []
  logTo((line) => logged.push(JSON.parse(line)))
})

const clock = { now: () => new Date(now) }
const metrics: Metrics = { record: (values) => void recorded.push(values) }

function watch(at: string) {
  now = at
  return createWatch({ objects, clock, metrics, leadMs: 45 * 60_000 })()
}

async function write(schedules: Schedules) {
  const given = { ...shipped, zone: 'Europe/Berlin', sender: 'reports@example.org', schedules }
  await objects.put(settingsKey, JSON.stringify(parseSettings(given)))
}

/** Settings that watch has known for long. */
async function promise(schedules: Schedules) {
  await write(schedules)
  await watch('2025-01-01T00:00:00.000Z')
}

async function publish(report: string, period: string, asOf: string) {
  const path = `reports/${report}/${period}/${revision(asOf)}`
  await objects.put(`${path}/report.json`, '{}')
  return path
}

async function deliver(path: string, ...mails: string[]) {
  for (const mail of mails) {
    const held = await claim({ objects, clock }, { path, to: { mail } })
    if (typeof held === 'string') throw new Error(`was ${held}`)
    await confirm({ objects, clock }, held)
  }
}

const both = ['ada@example.org', 'bob@example.org']
const measured = (reports_overdue: number, refresh_lag_hours: number) => ({
  reports_overdue,
  refresh_lag_hours,
  quarantined_percent: 0,
})

const noon = '2026-03-02T11:50:00.000Z'
const asOf = '2026-03-02T04:45:00.000Z'
const late = (report: string) => ({
  set: 'monthly',
  report,
  period: '2026-02',
  dueAt: '2026-03-02T05:00:00.000Z',
})

describe('a set that was due', () => {
  beforeEach(() => promise({ monthly }))

  test('is overdue by report, in the log and as a metric', async () => {
    await deliver(await publish('review', '2026-02', asOf), ...both)
    const { overdue } = await watch(noon)
    expect(overdue).toEqual([late('conversion')])
    expect(logged).toEqual([{ code: 'report_overdue', ...late('conversion') }])
    expect(recorded.at(-1)).toEqual(measured(1, 0))
  })

  test('is not, once all is published and confirmed to everyone', async () => {
    for (const report of monthly.reports) {
      await deliver(await publish(report, '2026-02', asOf), ...both)
    }
    expect((await watch(noon)).overdue).toEqual([])
    expect(recorded.at(-1)).toEqual(measured(0, 0))
  })

  test('is overdue for those recipients that nothing was confirmed to', async () => {
    await deliver(await publish('review', '2026-02', asOf), 'ada@example.org')
    await deliver(await publish('conversion', '2026-02', asOf), ...both)
    expect((await watch(noon)).overdue).toEqual([{ ...late('review'), undelivered: 1 }])
  })

  test('may be served by a live build of up to 45 minutes before, and by any later one', async () => {
    const near = await publish('review', '2026-02', '2026-03-02T04:15:00.000Z')
    const later = await publish('conversion', '2026-02', '2026-03-02T10:00:00.000Z')
    for (const path of [near, later]) await deliver(path, ...both)
    expect((await watch(noon)).overdue).toEqual([])
  })

  test('is not served by what a person published before it was due, or of another period', async () => {
    const before = await publish('review', '2026-02', '2026-03-02T04:14:59.999Z')
    const other = await publish('review', '2026-01', asOf)
    for (const path of [before, other]) await deliver(path, ...both)
    expect((await watch(noon)).overdue).toEqual([late('review'), late('conversion')])
  })

  test('has five hours for its retries', async () => {
    expect((await watch('2026-03-02T09:59:59.999Z')).overdue).toEqual([])
    expect((await watch('2026-03-02T10:00:00.000Z')).overdue).toHaveLength(2)
  })

  test('stays overdue for two weeks', async () => {
    expect((await watch('2026-03-16T04:59:59.999Z')).overdue).toHaveLength(2)
    expect((await watch('2026-03-16T05:00:00.000Z')).overdue).toEqual([])
  })
})

describe('nobody promised', () => {
  test('the runs before the first look', async () => {
    await write({ monthly })
    expect((await watch(noon)).overdue).toEqual([])
    expect((await watch('2026-04-02T11:50:00.000Z')).overdue).toHaveLength(2)
  })

  test('the runs before the set was changed', async () => {
    await promise({ monthly })
    await write({ monthly: { ...monthly, reports: ['review'] } })
    expect((await watch(noon)).overdue).toEqual([])
    expect((await watch('2026-04-02T11:50:00.000Z')).overdue).toHaveLength(1)
  })

  test('the weeks that a set of every two weeks leaves out', async () => {
    const cron = 'cron(0 7 ? * MON *)'
    const reports = ['review']
    await promise({ weekly: { cron, period: 'week', reports, everyTwoWeeksFrom: '2026-03-02' } })
    const runs = (await watch('2026-03-17T12:00:00.000Z')).overdue
    expect(runs.map(({ period, dueAt }) => [period, dueAt])).toEqual([
      ['2026-W11', '2026-03-16T06:00:00.000Z'],
    ])
  })
})

test('a rate is served by what was published since the run before: its moments are not known', async () => {
  // Counted from 1970 it runs at midnight on Thursdays.
  await promise({ weekly: { cron: 'rate(7 days)', period: 'week', reports: ['review'] } })
  const dueAt = async () =>
    (await watch('2026-03-12T12:00:00.000Z')).overdue.map((each) => each.dueAt)
  expect(await dueAt()).toEqual(['2026-03-12T00:00:00.000Z', '2026-03-05T00:00:00.000Z'])
  await publish('review', '2026-W10', '2026-03-10T13:37:00.000Z')
  expect(await dueAt()).toEqual(['2026-03-05T00:00:00.000Z'])
})

describe('the lag of refresh', () => {
  const land = (hour: string) => objects.put(`landing/at=${hour}/a.parquet`, '')
  const merged = (mark: string) =>
    objects.put(refreshState, JSON.stringify({ value: { mark, listing: 'x' } }))
  const lagAt = async (at: string) => (await watch(at)).refreshLagHours

  beforeEach(() => promise({}))

  test('counts from the end of the oldest hour that landed after the last success', async () => {
    await land('2026-03-02-05')
    await land('2026-03-02-07')
    await land('2026-03-02-09')
    await merged('2026-03-02-06')
    expect(await lagAt('2026-03-02T11:50:00.000Z')).toBe(3)
    expect(logged).toEqual([{ code: 'refresh_lags', refreshLagHours: 3 }])
    expect(recorded.at(-1)).toEqual(measured(0, 3))
  })

  test('is nothing while nothing new has landed, nor in the hour that still lands', async () => {
    await land('2026-03-02-05')
    await objects.put('landing/at=1990-01-01-00/empty.parquet', '')
    await merged('2026-03-02-05')
    expect(await lagAt('2026-03-09T11:50:00.000Z')).toBe(0)
    await land('2026-03-09-11')
    expect(await lagAt('2026-03-09T11:50:00.000Z')).toBe(0)
    expect(await lagAt('2026-03-09T13:00:00.000Z')).toBe(1)
  })

  test('counts all that landed while refresh has never succeeded', async () => {
    await land('2026-03-02-05')
    expect(await lagAt('2026-03-02T08:00:00.000Z')).toBe(2)
  })
})
