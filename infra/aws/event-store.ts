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

/** A table that was restored from a backup beside the stack's own. */
export interface RestoredTable {
  readonly name: string
  readonly streamArn: string
}

export interface EventStoreProps {
  /** Name of the deployment. */
  readonly deployment: string
  /** What functions use instead of the stack's own table, which stays. @default the stack's own */
  readonly restored?: RestoredTable
}

/** The table of accepted events: the one thing that cannot be made again from anything else. */
export class EventStore extends Construct {
  readonly streamArn: string
  private readonly tableName: string
  private readonly tableArn: string

  constructor(scope: Construct, id: string, props: EventStoreProps) {
    super(scope, id)
    const tableName = deployedName(props.deployment, 'events')
    this.tableName = props.restored?.name ?? tableName
    this.tableArn = Stack.of(this).formatArn({
      service: 'dynamodb',
      resource: 'table',
      resourceName: this.tableName,
    })
    const table = new TableV2(this, 'Table', {
      tableName,
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
    // Exported whether or not it is used: an export cannot go before the app stack that used it.
    Stack.of(this).exportValue(table.tableStreamArn)
    this.streamArn = props.restored?.streamArn ?? table.tableStreamArn
  }

  /** Lets a function append events: conditional puts, no reads and no deletes. */
  bindTo(fn: LambdaFunction): void {
    this.grantItems(fn, ['dynamodb:PutItem'])
  }

  /** Lets a function read every stored event. */
  bindReadsTo(fn: LambdaFunction): void {
    this.grantItems(fn, ['dynamodb:BatchGetItem', 'dynamodb:Scan'])
  }

  /** Lets a function read events that it can name and take away what they hold; their items stay. */
  bindErasureTo(fn: LambdaFunction): void {
    this.grantItems(fn, ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'])
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

  private grantItems(fn: LambdaFunction, actions: readonly string[]): void {
    fn.addEnvironment(variables.eventTable, this.tableName)
    grant(fn, { actions, resources: [this.tableArn] })
  }
}
