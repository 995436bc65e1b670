import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { prefixes } from '#core/names.ts'
import { Handler } from './handler.ts'
import type { RefreshProps } from './refresh.ts'
import type { Report } from './report.ts'
import type { ReportSet } from './report-set.ts'

export interface BuildProps extends RefreshProps {
  readonly report: Report
  /** IANA zone in which sets count their weeks. */
  readonly zone: string
  /** Report sets by name; each starts one build. */
  readonly sets: Readonly<Record<string, ReportSet>>
  /** Whether anybody gets what is published. */
  readonly delivers: boolean
}

/** Builds every model when a report set is due, then starts its reports. */
export class Build extends Construct {
  constructor(scope: Construct, id: string, props: BuildProps) {
    super(scope, id)
    const handler = new Handler(this, 'Handler', {
      ...props,
      name: 'build',
      description: 'Builds every model and starts the reports of a set',
      memoryMb: 1024,
      timeout: Duration.minutes(15),
      queries: true,
    })
    handler.alarmOnErrors(props.alarms)
    props.workgroups.bindTo(handler.function, 'pipeline')
    props.warehouse.bindTo(handler.function, ['lake', 'slots', 'scratch'])
    props.lake.bindTo(handler.function, { read: [prefixes.state], write: [prefixes.state] })
    props.report.handler.startableFrom(handler.function)
    for (const [set, { cron, reports, period, everyTwoWeeksFrom }] of Object.entries(props.sets)) {
      props.schedules.start(`build-${set}`, handler.function, cron, {
        ...(props.delivers ? { set } : {}),
        reports,
        period: `last_${period}`,
        ...(everyTwoWeeksFrom === undefined ? {} : { zone: props.zone, everyTwoWeeksFrom }),
      })
    }
  }
}
