import { Duration, Validations } from 'aws-cdk-lib'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Alarms } from './alarms.ts'

export interface UndeliveredProps {
  readonly alarms: Alarms
}

/**
 * The queue of work given up after its retries: schedules not delivered and background runs that
 * failed.
 */
export class Undelivered extends Construct {
  readonly queue: Queue

  constructor(scope: Construct, id: string, { alarms }: UndeliveredProps) {
    super(scope, id)
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This queue is itself the dead-letter queue',
    })
    alarms.raise(this, 'Depth', {
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      description:
        'A background run was given up after its retries; the message says which and why',
    })
  }
}
