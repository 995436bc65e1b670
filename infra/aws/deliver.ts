import { Duration, Stack } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { prefixes, variables } from '#core/names.ts'
import type { Alarms } from './alarms.ts'
import type { Api } from './api.ts'
import { grant } from './grant.ts'
import { Handler } from './handler.ts'
import type { Lake } from './lake.ts'
import type { Link } from './link.ts'
import type { Report } from './report.ts'
import type { ReportSet } from './report-set.ts'
import type { Schedules } from './schedules.ts'
import { bindSecrets } from './secrets.ts'
import type { Undelivered } from './undelivered.ts'

export interface DeliverProps {
  /** Name of the deployment. */
  readonly deployment: string
  readonly alarms: Alarms
  readonly undelivered: Undelivered
  readonly schedules: Schedules
  readonly lake: Lake
  readonly api: Api
  readonly link: Link
  readonly report: Report
  /** Report sets by name. */
  readonly sets: Readonly<Record<string, ReportSet>>
  /** Address that mails come from. @default no mail is sent */
  readonly sender?: string
}

/** Sends published reports to the recipients of their set, and what the alerts have to say. */
export class Deliver extends Construct {
  constructor(scope: Construct, id: string, props: DeliverProps) {
    super(scope, id)
    const handler = new Handler(this, 'Handler', {
      ...props,
      name: 'deliver',
      description: 'Sends a published report by mail and to Slack',
      memoryMb: 512,
      // Well below the 15 minutes after which a claim counts as abandoned.
      timeout: Duration.minutes(5),
    })
    handler.alarmOnErrors(props.alarms)
    const fn = handler.function
    props.lake.bindTo(fn, {
      read: [prefixes.deliveries, prefixes.reference, prefixes.reports, prefixes.state],
      write: [prefixes.deliveries, prefixes.state],
    })
    const slack = Object.values(props.sets).flatMap(({ slackSecret }) => slackSecret ?? [])
    bindSecrets(fn, props.deployment, [...new Set(slack)])
    props.link.bindTo(fn)
    fn.addEnvironment(variables.apiUrl, props.api.url)
    if (props.sender !== undefined) allowMail(fn, props.sender)
    handler.startableFrom(props.report.handler.function)
    // Between refresh and the sets: sends again what a run claimed and never confirmed.
    props.schedules.start('deliver', fn, 'cron(45 * * * ? *)')
  }
}

/** In the sandbox SES asks for the recipient's identity too, so the sender is what is fixed. */
function allowMail(fn: LambdaFunction, sender: string): void {
  fn.addEnvironment(variables.sender, sender)
  grant(fn, {
    actions: ['ses:SendEmail'],
    resources: [
      Stack.of(fn).formatArn({ service: 'ses', resource: 'identity', resourceName: '*' }),
    ],
    only: { 'ses:FromAddress': sender },
    reason: 'The sender is fixed; an identity may be the address or its domain',
  })
}
