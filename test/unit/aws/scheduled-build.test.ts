import { describe, expect, test } from 'vitest'
import { createScheduledBuild } from '#functions/aws/scheduled-build.ts'

const settleMs = 15 * 60 * 1000

function scheduled({ failing, live }: { failing?: string; live?: string } = {}) {
  const steps: unknown[] = []
  const step = (name: string, detail?: unknown) => {
    steps.push(detail === undefined ? name : [name, detail])
    if (name === failing) throw new Error(`${name} failed`)
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
  })
  return { run, steps }
}

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

  test('a build of another moment does not count', async () => {
    const { run, steps } = scheduled({ live: '2026-03-02T04:45:00.001Z' })
    await run({ reports: [], scheduledAt: '2026-03-02T05:00:00Z' })
    expect(steps).toEqual(['refresh', ['build', { cut: '2026-03-02T04:45:00.000Z' }]])
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
