import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { prefixes } from '#core/names.ts'
import type { Alarms } from './alarms.ts'
import { Handler } from './handler.ts'
import type { Lake } from './lake.ts'
import type { Schedules } from './schedules.ts'
import type { Undelivered } from './undelivered.ts'
import type { Warehouse } from './warehouse.ts'
import type { Workgroups } from './workgroups.ts'

export interface BackgroundProps {
  /** Name of the deployment. */
  readonly deployment: string
  readonly alarms: Alarms
  readonly lake: Lake
  readonly warehouse: Warehouse
  readonly workgroups: Workgroups
  readonly undelivered: Undelivered
}

export interface RefreshProps extends BackgroundProps {
  readonly schedules: Schedules
}

/** Merges what has landed into the event log, every hour. */
export class Refresh extends Construct {
  constructor(scope: Construct, id: string, props: RefreshProps) {
    super(scope, id)
    const handler = new Handler(this, 'Handler', {
      ...props,
      name: 'refresh',
      description: 'Merges landed events into the event log',
      memoryMb: 512,
      timeout: Duration.minutes(15),
    })
    handler.alarmOnErrors(props.alarms)
    props.workgroups.bindTo(handler.function, 'pipeline')
    props.warehouse.bindTo(handler.function, ['lake', 'scratch'])
    props.lake.bindTo(handler.function, {
      read: [prefixes.state],
      write: [prefixes.state],
      delete: [prefixes.landing],
    })
    // At half past, clear of report sets, which people put on the full hour.
    props.schedules.start('refresh', handler.function, 'cron(30 * * * ? *)')
  }
}
