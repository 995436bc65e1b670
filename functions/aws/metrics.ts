import { metricNamespace } from '#core/names.ts'
import type { Clock, Metrics } from '#core/ports.ts'

const toStandardOutput = (line: string) => {
  process.stdout.write(`${line}\n`)
}

/**
 * Metrics by CloudWatch's embedded metric format: a line of the function's log, and no call. Not by
 * `console`, which the runtime wraps into a line of its own when logs are JSON.
 */
export function createMetrics(
  deployment: string,
  clock: Clock,
  write: (line: string) => void = toStandardOutput,
): Metrics {
  return {
    record(values) {
      const definitions = Object.keys(values).map((name) => ({ Name: name }))
      write(
        JSON.stringify({
          _aws: {
            Timestamp: clock.now().getTime(),
            CloudWatchMetrics: [
              { Namespace: metricNamespace, Dimensions: [['Deployment']], Metrics: definitions },
            ],
          },
          Deployment: deployment,
          ...values,
        }),
      )
    },
  }
}
