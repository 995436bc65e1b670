import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { prefixes } from '#core/names.ts'
import { Handler } from './handler.ts'
import type { BackgroundProps } from './refresh.ts'

/** Computes one report and publishes it. */
export class Report extends Construct {
  readonly handler: Handler

  constructor(scope: Construct, id: string, props: BackgroundProps) {
    super(scope, id)
    this.handler = new Handler(this, 'Handler', {
      ...props,
      name: 'report',
      description: 'Computes and publishes one report',
      memoryMb: 2048,
      timeout: Duration.minutes(15),
      queries: true,
    })
    this.handler.alarmOnErrors(props.alarms)
    const fn = this.handler.function
    props.workgroups.bindTo(fn, 'reports')
    props.warehouse.bindTo(fn, ['scratch'])
    props.lake.bindTo(fn, {
      read: [prefixes.reports, prefixes.state],
      write: [prefixes.reports, prefixes.state],
    })
  }
}
