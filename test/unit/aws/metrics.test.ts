import { expect, test } from 'vitest'
import { createMetrics } from '#functions/aws/metrics.ts'

test('values become one line that CloudWatch takes for metrics of the deployment', () => {
  const lines: string[] = []
  const clock = { now: () => new Date('2026-03-01T06:00:00.000Z') }
  createMetrics('my-funnel', clock, (line) => lines.push(line)).record({ late: 2, lag: 0 })
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      _aws: {
        Timestamp: 1772344800000,
        CloudWatchMetrics: [
          {
            Namespace: 'FunnelMetrics',
            Dimensions: [['Deployment']],
            Metrics: [{ Name: 'late' }, { Name: 'lag' }],
          },
        ],
      },
      Deployment: 'my-funnel',
      late: 2,
      lag: 0,
    },
  ])
})
