import { beforeEach, describe, expect, test } from 'vitest'
import { BusyError } from '#core/errors.ts'
import { logTo } from '#core/log.ts'
import { createScheduledBuild } from '#functions/aws/scheduled-build.ts'

import { fakePause } from './fake-client.ts'

const settleMs = 15 * 60 * 1000

interface Scenario {
  readonly failing?: string
  readonly error?: Error
  readonly live?: string
}

function scheduled({ failing, error, live }: Scenario = {}) {
  const steps: unknown[] = []
  const pause = fakePause()
  const step = (name: string, detail?: unknown) => {
    steps.push(detail === undefined ? name : [name, detail])
    if (name === failing) throw error ?? new Error(`${name} failed`)
  }
  const run = createScheduledBuild({
    refresh: async () => step('refresh'),
    liveCut: async () => live,
    build: async (request) => {
      step('build', request)
      return { cut: request.cut ?? '2026-03-02T00:00:00.000Z' }
    },
    tasks: { start: async (name, payload) => step(name, payload) },
    settleMs,
    nearMs: 30 * 60 * 1000,
    pause,
  })
  return { run, steps, slept: pause.slept }
}

beforeEach(() => logTo(() => {}))

describe('a scheduled build', () => {
  test('refreshes, builds up to the settled moment, starts the reports as of it', async () => {
    const { run, steps } = scheduled()
    await run({ reports: ['conversion', 'review'], scheduledAt: '2026-03-02T05:00:00Z' })
    const asOf = '2026-03-02T04:45:00.000Z'
    expect(steps).toEqual([
      'refresh',
      ['build', { cut: asOf }],
      ['report', { report: 'conversion', asOf }],
      ['report', { report: 'review', asOf }],
    ])
  })

  test('a second try of a schedule whose build is live only starts the reports', async () => {
    const asOf = '2026-03-02T04:45:00.000Z'
    const { run, steps } = scheduled({ live: asOf })
    const done = await run({ reports: ['conversion'], scheduledAt: '2026-03-02T05:00:00Z' })
    expect(steps).toEqual([['report', { report: 'conversion', asOf }]])
    expect(done).toEqual({ cut: asOf, reports: ['conversion'] })
  })

  test.each([
    ['2026-03-02T04:15:00.001Z', true],
    ['2026-03-02T05:14:59.999Z', true],
    ['2026-03-02T04:15:00.000Z', false],
    ['2026-03-02T05:15:00.000Z', false],
  ])('a live build of %s serves: %s', async (live, serves) => {
    const { run, steps } = scheduled({ live })
    const { cut } = await run({ reports: [], scheduledAt: '2026-03-02T05:00:00Z' })
    const asked = '2026-03-02T04:45:00.000Z'
    expect(steps).toEqual(serves ? [] : ['refresh', ['build', { cut: asked }]])
    expect(cut).toBe(serves ? live : asked)
  })

  test('while another set builds it waits, and takes what that one made', async () => {
    const live = { cut: undefined as string | undefined }
    const pause = fakePause(() => {
      live.cut = '2026-03-02T04:45:00.000Z'
    })
    const run = createScheduledBuild({
      refresh: async () => {},
      liveCut: async () => live.cut,
      build: async () => {
        throw new BusyError('held by another')
      },
      tasks: { start: async () => {} },
      settleMs,
      nearMs: 30 * 60 * 1000,
      pause,
    })
    const due = { reports: [], scheduledAt: '2026-03-02T05:00:00Z' }
    expect((await run(due)).cut).toBe('2026-03-02T04:45:00.000Z')
    expect(pause.slept).toEqual([15_000])
  })

  test('it does not wait for ever', async () => {
    const { run, slept } = scheduled({ failing: 'build', error: new BusyError('held') })
    await expect(run({ reports: [], scheduledAt: '2026-03-02T05:00:00Z' })).rejects.toThrow('held')
    expect(slept).toHaveLength(30)
  })

  test('the reports know their period and the set whose recipients get them', async () => {
    const { run, steps } = scheduled()
    const set = { set: 'weekly', period: 'last_week', reports: ['velocity'] }
    await run({ ...set, scheduledAt: '2026-03-02T05:00:00Z' })
    const asOf = '2026-03-02T04:45:00.000Z'
    expect(steps.at(-1)).toEqual([
      'report',
      { report: 'velocity', period: 'last_week', asOf, set: 'weekly' },
    ])
  })

  test.each([
    ['2026-03-02T05:30:00Z', true],
    ['2026-03-09T05:30:00Z', false],
    // In New York it is still Sunday, in the week before.
    ['2026-03-16T03:30:00Z', false],
    ['2026-03-16T05:30:00Z', true],
  ])('every two weeks: %s counts: %s', async (scheduledAt, counts) => {
    const { run, steps } = scheduled()
    const set = { zone: 'America/New_York', everyTwoWeeksFrom: '2026-01-05', reports: ['velocity'] }
    const done = await run({ ...set, scheduledAt })
    expect(steps.length > 0).toBe(counts)
    expect(done.reports).toEqual(counts ? ['velocity'] : [])
  })

  test('started by hand it leaves the cut to the build and starts no report', async () => {
    const { run, steps } = scheduled()
    await run({})
    expect(steps).toEqual(['refresh', ['build', {}]])
  })

  test.each(['refresh', 'build'])(
    'a failed %s fails the run and starts nothing',
    async (failing) => {
      const { run, steps } = scheduled({ failing })
      await expect(run({ reports: ['conversion'] })).rejects.toThrow(`${failing} failed`)
      expect(steps.flat()).not.toContain('report')
    },
  )

  test('a time that the scheduler did not fill in is an error', async () => {
    const { run } = scheduled()
    await expect(
      run({ reports: [], scheduledAt: '<aws.scheduler.scheduled-time>' }),
    ).rejects.toThrow('scheduledAt')
  })
})
