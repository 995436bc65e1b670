import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { metricNames, prefixes, variables } from '#core/names.ts'
import type { Alarms } from './alarms.ts'
import { Handler } from './handler.ts'
import type { Lake } from './lake.ts'
import { ownMetric } from './metric.ts'
import type { Schedules } from './schedules.ts'
import type { Undelivered } from './undelivered.ts'

export interface WatchProps {
  /** Name of the deployment. */
  readonly deployment: string
  readonly alarms: Alarms
  readonly undelivered: Undelivered
  readonly schedules: Schedules
  readonly lake: Lake
}

/** Compares the reports that are due with those published, every day at noon. */
export class Watch extends Construct {
  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id)
    const { deployment, alarms } = props
    const handler = new Handler(this, 'Handler', {
      ...props,
      name: 'watch',
      description: 'Compares the reports that are due with those published',
      memoryMb: 512,
      timeout: Duration.minutes(5),
    })
    const fn = handler.function
    fn.addEnvironment(variables.deployment, deployment)
    props.lake.bindTo(fn, {
      read: [prefixes.deliveries, prefixes.reference, prefixes.state],
      write: [prefixes.state],
    })
    // Clear of refresh, whose lag would be an hour more just before it.
    props.schedules.start('watch', fn, 'cron(50 12 * * ? *)')
    alarms.raise(this, 'ReportsOverdue', {
      metric: ownMetric(deployment, metricNames.reportsOverdue, Duration.days(1)),
      description:
        'A report set is not published or not delivered; report_overdue in the log of watch says which',
    })
    alarms.raise(this, 'Quarantine', {
      metric: ownMetric(deployment, metricNames.quarantinedPercent, Duration.days(1)),
      description: 'One event in twenty or more was refused in the last day: quarantine/ says why',
      threshold: 5,
    })
    alarms.raise(this, 'RefreshLag', {
      metric: ownMetric(deployment, metricNames.refreshLagHours, Duration.days(1)),
      description: 'Landed events wait for hours for the event log: reports are behind',
      threshold: 3,
    })
  }
}
