import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { Alarms } from './alarms.ts'
import { Build, type ReportSet } from './build.ts'
import type { DataStack } from './data-stack.ts'
import { Export } from './export.ts'
import { Ingest } from './ingest.ts'
import type { LakeStack } from './lake-stack.ts'
import { Refresh } from './refresh.ts'
import { Report } from './report.ts'
import { Schedules } from './schedules.ts'
import { Undelivered } from './undelivered.ts'

export interface AppStackProps {
  readonly deployment: string
  /** IANA zone of the schedules. */
  readonly zone: string
  /** Report sets by name. */
  readonly sets: Readonly<Record<string, ReportSet>>
  readonly data: DataStack
  readonly lake: LakeStack
}

/** What runs: API, functions, schedules, alarms. */
export class AppStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, zone, sets, data, lake }: AppStackProps) {
    super(scope, id, { stackName: id })
    const alarms = new Alarms(this, 'Alarms')
    const undelivered = new Undelivered(this, 'Undelivered', { alarms })
    const schedules = new Schedules(this, 'Schedules', { deployment, zone, undelivered })

    const events = { deployment, alarms, store: data.store, lake: data.lake }
    new Ingest(this, 'Ingest', events)
    new Export(this, 'Export', events)

    const background = {
      deployment,
      alarms,
      undelivered,
      lake: data.lake,
      warehouse: data.warehouse,
      workgroups: lake.workgroups,
    }
    new Refresh(this, 'Refresh', { ...background, schedules })
    const report = new Report(this, 'Report', background)
    new Build(this, 'Build', { ...background, schedules, report, sets })
    // Names, not exports, tie the stacks together, so the order has to be said.
    this.addStackDependency(data)
    this.addStackDependency(lake)
  }
}
