import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { Alarms } from './alarms.ts'
import { Api } from './api.ts'
import { Build } from './build.ts'
import type { DataStack } from './data-stack.ts'
import { Deliver } from './deliver.ts'
import { Erase } from './erase.ts'
import { Export } from './export.ts'
import { Ingest } from './ingest.ts'
import type { LakeStack } from './lake-stack.ts'
import { Link } from './link.ts'
import { Maintain } from './maintain.ts'
import { Reference } from './reference.ts'
import { Refresh } from './refresh.ts'
import { Replay } from './replay.ts'
import { Report } from './report.ts'
import type { ReportSet } from './report-set.ts'
import { Schedules } from './schedules.ts'
import { Undelivered } from './undelivered.ts'
import { Watch } from './watch.ts'
import { Webhook } from './webhook.ts'

export interface AppStackProps {
  readonly deployment: string
  /** IANA zone of the schedules. */
  readonly zone: string
  /** Report sets by name. */
  readonly sets: Readonly<Record<string, ReportSet>>
  /** Address that mails come from. @default no mail is sent */
  readonly sender?: string
  /** Whether the API records metrics for each route. */
  readonly routeMetrics: boolean
  readonly data: DataStack
  readonly lake: LakeStack
}

/** What nobody gets is not deployed: a secret costs something each month. */
const hasRecipients = ({ sets, sender }: AppStackProps): boolean =>
  sender !== undefined || Object.values(sets).some(({ slackSecret }) => slackSecret !== undefined)

/** What runs: API, functions, schedules, alarms. */
export class AppStack extends Stack {
  constructor(scope: Construct, id: string, props: AppStackProps) {
    super(scope, id, { stackName: id })
    const { deployment, zone, sets, routeMetrics, data, lake } = props
    const alarms = new Alarms(this, 'Alarms')
    const undelivered = new Undelivered(this, 'Undelivered', { alarms })
    const schedules = new Schedules(this, 'Schedules', { deployment, zone, undelivered })

    const events = { deployment, store: data.store, lake: data.lake }
    const api = new Api(this, 'Api', { deployment, alarms, routeMetrics })
    new Ingest(this, 'Ingest', { ...events, api })
    new Webhook(this, 'Webhook', { ...events, api })
    new Export(this, 'Export', { ...events, alarms })

    const background = {
      deployment,
      alarms,
      undelivered,
      lake: data.lake,
      warehouse: data.warehouse,
      workgroups: lake.workgroups,
    }
    new Reference(this, 'Reference', background)
    new Refresh(this, 'Refresh', { ...background, schedules })
    const report = new Report(this, 'Report', background)
    const delivers = hasRecipients(props)
    new Build(this, 'Build', { ...background, schedules, zone, report, sets, delivers })
    if (delivers) {
      const link = new Link(this, 'Link', { deployment, api, lake: data.lake })
      new Deliver(this, 'Deliver', { ...props, ...background, schedules, api, link, report })
    }
    new Maintain(this, 'Maintain', { ...background, schedules })
    new Replay(this, 'Replay', { ...background, store: data.store })
    new Erase(this, 'Erase', { ...background, store: data.store })
    new Watch(this, 'Watch', { ...background, schedules })
    // Names, not exports, tie the stacks together, so the order has to be said.
    this.addStackDependency(data)
    this.addStackDependency(lake)
  }
}
