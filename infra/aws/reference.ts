import { CfnOutput, Duration } from 'aws-cdk-lib'
import { Match, Rule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import { metricNames, prefixes, variables } from '#core/names.ts'
import type { Alarms } from './alarms.ts'
import { Handler } from './handler.ts'
import type { Lake } from './lake.ts'
import { ownMetric } from './metric.ts'
import type { Undelivered } from './undelivered.ts'

export interface ReferenceProps {
  /** Name of the deployment. */
  readonly deployment: string
  readonly alarms: Alarms
  readonly undelivered: Undelivered
  readonly lake: Lake
}

/** Loads each CSV that is uploaded to `reference/incoming/`. */
export class Reference extends Construct {
  constructor(scope: Construct, id: string, props: ReferenceProps) {
    super(scope, id)
    const { deployment, alarms, lake, undelivered } = props
    const handler = new Handler(this, 'Handler', {
      ...props,
      name: 'reference',
      description: 'Loads uploaded reference data',
      memoryMb: 1024,
      timeout: Duration.minutes(5),
      queries: true,
    })
    const fn = handler.function
    fn.addEnvironment(variables.deployment, deployment)
    lake.bindTo(fn, {
      read: [prefixes.reference, prefixes.state],
      write: [prefixes.reference, prefixes.state],
      delete: [prefixes.rejected],
    })
    new Rule(this, 'Rule', {
      description: 'Reference data that were uploaded',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [lake.bucketName] },
          object: { key: Match.prefix(prefixes.incoming) },
        },
      },
      targets: [
        new LambdaFunction(fn, {
          deadLetterQueue: undelivered.queue,
          maxEventAge: Duration.hours(2),
        }),
      ],
    })
    new CfnOutput(this, 'Uploads', {
      value: `s3://${lake.bucketName}/${prefixes.incoming}`,
      description: 'Upload CSV files of reference data here',
    })
    alarms.raise(this, 'Rejected', {
      metric: ownMetric(deployment, metricNames.referenceRejected, Duration.minutes(5)),
      description:
        'Uploaded reference data were refused, and what was loaded before stays: ' +
        `${prefixes.rejected} in the bucket says which line is wrong; correct it and upload it again`,
    })
  }
}
