import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { prefixes } from '#core/names.ts'
import { Handler } from './handler.ts'
import type { RefreshProps } from './refresh.ts'

/** Compacts the event log and drops what no build needs any more, every week. */
export class Maintain extends Construct {
  constructor(scope: Construct, id: string, props: RefreshProps) {
    super(scope, id)
    const handler = new Handler(this, 'Handler', {
      ...props,
      name: 'maintain',
      description: 'Compacts the event log and drops former tables',
      memoryMb: 512,
      timeout: Duration.minutes(15),
      queries: true,
      slices: true,
    })
    props.workgroups.bindTo(handler.function, 'pipeline')
    props.warehouse.bindTo(handler.function, ['lake', 'slots', 'scratch'])
    props.lake.bindTo(handler.function, { read: [prefixes.state], write: [prefixes.state] })
    // While few people look at reports, and right after an hourly refresh.
    props.schedules.start('maintain', handler.function, 'cron(45 3 ? * SUN *)')
  }
}
