import { Duration } from 'aws-cdk-lib'
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type Function as LambdaFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { prefixes } from '#core/names.ts'
import type { Alarms } from './alarms.ts'
import type { EventStore } from './event-store.ts'
import { Handler } from './handler.ts'
import type { Lake } from './lake.ts'

export interface ExportProps {
  /** Name of the deployment. */
  readonly deployment: string
  readonly alarms: Alarms
  readonly store: EventStore
  readonly lake: Lake
}

/** Carries every new event from the table's stream into the lake, in few large objects. */
export class Export extends Construct {
  constructor(scope: Construct, id: string, props: ExportProps) {
    super(scope, id)
    const handler = new Handler(this, 'Handler', {
      ...props,
      name: 'export',
      description: 'Writes batches of new events into the lake',
      memoryMb: 2048,
      timeout: Duration.minutes(5),
    })
    handler.alarmOnErrors(props.alarms)
    props.store.bindFeedTo(handler.function)
    props.lake.bindTo(handler.function, {
      write: [prefixes.landing, prefixes.quarantine, prefixes.failures],
    })
    // The mapping checks that it may list the bucket before it writes what was given up.
    props.lake.bindListTo(handler.function)
    this.addFeed(handler.function, props)
    props.alarms.raise(this, 'IteratorAge', {
      metric: handler.function.metric('IteratorAge', {
        statistic: 'Maximum',
        period: Duration.minutes(5),
      }),
      description:
        'New events wait more than an hour for the lake; the stream keeps them for 24 hours',
      threshold: Duration.hours(1).toMilliseconds(),
      periods: 3,
    })
  }

  private addFeed(fn: LambdaFunction, { store, lake }: ExportProps): void {
    new EventSourceMapping(this, 'Feed', {
      target: fn,
      eventSourceArn: store.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 10_000,
      maxBatchingWindow: Duration.seconds(300),
      parallelizationFactor: 1,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 100,
      // The stream drops records after 24 hours: give up before, while they can still be written
      // down.
      maxRecordAge: Duration.hours(20),
      supportS3OnFailureDestination: true,
      onFailure: { bind: () => ({ destination: lake.bucketArn }) },
      filters: [FilterCriteria.filter({ eventName: FilterRule.isEqual('INSERT') })],
    })
  }
}
