import { CfnOutput, Stack } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'

export interface AlarmProps {
  readonly metric: IMetric
  /** What a person woken by it should know. */
  readonly description: string
  /** Value at which it goes off. @default 1 */
  readonly threshold?: number
  /** Periods in a row that must be at the threshold. @default 1 */
  readonly periods?: number
}

/** Every alarm of the pipeline, told to one topic; people subscribe to that. */
export class Alarms extends Construct {
  private readonly topic: Topic

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.topic = new Topic(this, 'Topic', { enforceSSL: true })
    // The policy that enforces TLS replaces the default one, which let the account's alarms
    // publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarms',
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    )
    new CfnOutput(this, 'TopicArn', {
      value: this.topic.topicArn,
      description: 'Subscribe here to be told of alarms',
    })
  }

  /** Adds one alarm below the construct it watches. */
  raise(scope: Construct, id: string, props: AlarmProps): void {
    const alarm = new Alarm(scope, id, {
      metric: props.metric,
      alarmDescription: props.description,
      threshold: props.threshold ?? 1,
      evaluationPeriods: props.periods ?? 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    alarm.addAlarmAction(new SnsAction(this.topic))
  }
}
