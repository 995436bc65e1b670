import type { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { type metricNames, metricNamespace } from '#core/names.ts'

type MetricName = (typeof metricNames)[keyof typeof metricNames]

/** A metric that the functions of the deployment record, by its highest value of each period. */
export const ownMetric = (deployment: string, metricName: MetricName, period: Duration): Metric =>
  new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { Deployment: deployment },
    statistic: 'Maximum',
    period,
  })
