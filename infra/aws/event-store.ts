import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import {
  AttributeType,
  Billing,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { deployedName, variables } from '#core/names.ts'
import { grant } from './grant.ts'

export interface EventStoreProps {
  /** Name of the deployment. */
  readonly deployment: string
}

/** The table of accepted events: the one thing that cannot be made again from anything else. */
export class EventStore extends Construct {
  readonly streamArn: string
  private readonly tableName: string
  private readonly tableArn: string

  constructor(scope: Construct, id: string, props: EventStoreProps) {
    super(scope, id)
    this.tableName = deployedName(props.deployment, 'events')
    this.tableArn = Stack.of(this).formatArn({
      service: 'dynamodb',
      resource: 'table',
      resourceName: this.tableName,
    })
    const table = new TableV2(this, 'Table', {
      tableName: this.tableName,
      partitionKey: { name: 'event_id', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: 35,
      },
      deletionProtection: true,
      dynamoStream: StreamViewType.NEW_IMAGE,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    if (!table.tableStreamArn) throw new Error('the event table has no stream')
    this.streamArn = table.tableStreamArn
  }

  /** Lets a function append events: conditional puts, no reads and no deletes. */
  bindTo(fn: LambdaFunction): void {
    fn.addEnvironment(variables.eventTable, this.tableName)
    grant(fn, { actions: ['dynamodb:PutItem'], resources: [this.tableArn] })
  }

  /** Lets a function's event source mapping read the change feed. */
  bindFeedTo(fn: LambdaFunction): void {
    grant(fn, {
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resources: [this.streamArn],
    })
    grant(fn, {
      actions: ['dynamodb:ListStreams'],
      resources: ['*'],
      reason: 'ListStreams takes no resource, and an event source mapping asks for it',
    })
  }
}
