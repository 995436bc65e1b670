import { beforeEach, describe, expect, test } from 'vitest'
import type { DeliverRequest } from '#core/tasks.ts'
import { createScheduledDelivery } from '#functions/aws/scheduled-delivery.ts'
import { createScheduledReport } from '#functions/aws/scheduled-report.ts'
import { conversionReport } from '../render/fixture.ts'

const result = { sent: 1, known: 0, busy: 0 }
const review = { path: 'reports/review/2026-02/r1', set: 'monthly' }

let failing: string | undefined
let alerted: string[]
let delivered: DeliverRequest[]

beforeEach(() => {
  failing = undefined
  alerted = []
  delivered = []
})

const fail = (step: string) => {
  if (failing === step) throw new Error(`${step} failed`)
}

const deliver = createScheduledDelivery({
  alert: async ({ path }) => {
    fail('alert')
    alerted.push(path)
  },
  deliver: async (request) => {
    fail('deliver')
    delivered.push(request)
    return result
  },
  read: async () => conversionReport,
})

describe('what a published report starts', () => {
  test('a review: its alerts and its delivery', async () => {
    expect(await deliver(review)).toEqual(result)
    expect([alerted, delivered]).toEqual([[review.path], [review]])
  })

  test('another report: its delivery', async () => {
    const velocity = { path: 'reports/velocity/2026-02/r1', set: 'monthly' }
    await deliver(velocity)
    expect([alerted, delivered]).toEqual([[], [velocity]])
  })

  test('the hourly run: what is open', async () => {
    await deliver({ scheduledAt: '2026-03-02T05:45:00Z' })
    expect([alerted, delivered]).toEqual([[], [{}]])
  })

  test.each(['alert', 'deliver'])('a failed %s fails the run and not the other', async (step) => {
    failing = step
    await expect(deliver(review)).rejects.toThrow(`${step} failed`)
    expect([alerted.length, delivered.length]).toEqual(step === 'alert' ? [0, 1] : [1, 0])
  })
})

describe('a report task', () => {
  const started: unknown[] = []
  const asked: unknown[] = []
  const run = createScheduledReport({
    report: async (request) => {
      asked.push(request)
      return { path: 'reports/review/2026-02/r1', data: conversionReport, created: false }
    },
    tasks: { start: async (...task) => void started.push(task) },
  })

  beforeEach(() => {
    started.length = 0
    asked.length = 0
  })

  test('of a set is handed over, also when it had been published; the report knows no set', async () => {
    const request = { report: 'review', period: 'last_month', asOf: '2026-03-02T04:45:00.000Z' }
    expect(await run({ ...request, set: 'monthly' })).toEqual({
      path: 'reports/review/2026-02/r1',
      created: false,
    })
    expect(asked).toEqual([request])
    expect(started).toEqual([['deliver', review]])
  })

  test('of nobody is published only', async () => {
    await run({ report: 'review' })
    expect(started).toEqual([])
  })
})
