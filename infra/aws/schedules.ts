import { Duration, Stack, TimeZone } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { deployedName } from '#core/names.ts'
import type { Undelivered } from './undelivered.ts'

export interface SchedulesProps {
  /** Name of the deployment. */
  readonly deployment: string
  /** IANA zone in which cron expressions are read. */
  readonly zone: string
  /** Takes what could not be handed to a function. */
  readonly undelivered: Undelivered
}

/** Schedules that start functions in the background; each run is told the moment it was due. */
export class Schedules extends Construct {
  private readonly props: SchedulesProps
  private readonly role: Role

  constructor(scope: Construct, id: string, props: SchedulesProps) {
    super(scope, id)
    this.props = props
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    })
    this.allow('sqs:SendMessage', props.undelivered.queue.queueArn)
  }

  /**
   * Starts a function at `expression`, a `cron(...)` or `rate(...)`, with `input` and the time it
   * was due.
   */
  start(
    name: string,
    fn: LambdaFunction,
    expression: string,
    input: Readonly<Record<string, unknown>> = {},
  ): void {
    this.allow('lambda:InvokeFunction', fn.functionArn)
    new Schedule(this, name, {
      scheduleName: deployedName(this.props.deployment, name),
      schedule: ScheduleExpression.expression(expression, TimeZone.of(this.props.zone)),
      target: {
        bind: () => ({
          arn: fn.functionArn,
          role: this.role,
          input: ScheduleTargetInput.fromObject({
            ...input,
            scheduledAt: ContextAttribute.scheduledTime,
          }),
          retryPolicy: {
            maximumRetryAttempts: 10,
            maximumEventAgeInSeconds: Duration.hours(2).toSeconds(),
          },
          deadLetterConfig: { arn: this.props.undelivered.queue.queueArn },
        }),
      },
    })
  }

  private allow(action: string, resource: string): void {
    this.role.addToPolicy(new PolicyStatement({ actions: [action], resources: [resource] }))
  }
}
