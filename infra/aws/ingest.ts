import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { prefixes } from '#core/names.ts'
import type { Alarms } from './alarms.ts'
import type { EventStore } from './event-store.ts'
import { Handler } from './handler.ts'
import type { Lake } from './lake.ts'

export interface IngestProps {
  /** Name of the deployment. */
  readonly deployment: string
  readonly alarms: Alarms
  readonly store: EventStore
  readonly lake: Lake
  /** Requests a second that the API takes; each holds up to 500 events. @default 50 */
  readonly rateLimit?: number
}

const accessLog = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  caller: '$context.identity.userArn',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
}

/** `POST /v1/events` for callers with an IAM signature. */
export class Ingest extends Construct {
  constructor(scope: Construct, id: string, props: IngestProps) {
    super(scope, id)
    const handler = new Handler(this, 'Handler', {
      ...props,
      name: 'ingest',
      description: 'Takes batches of events and answers for each of them',
      memoryMb: 1024,
      // The API gives up after 30 seconds: the answer must come before.
      timeout: Duration.seconds(28),
    })
    props.store.bindTo(handler.function)
    props.lake.bindTo(handler.function, { write: [prefixes.quarantine] })

    const api = new HttpApi(this, 'Api', { apiName: props.deployment, createDefaultStage: false })
    api.addRoutes({
      path: '/v1/events',
      methods: [HttpMethod.POST],
      authorizer: new HttpIamAuthorizer(),
      integration: new HttpLambdaIntegration('Events', handler.function),
    })
    const rateLimit = props.rateLimit ?? 50
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit, burstLimit: rateLimit * 2 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLogs()),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    })
    props.alarms.raise(this, 'ServerErrors', {
      metric: stage.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      description: 'The event API answered with a server error: senders resend the whole batch',
    })
    new CfnOutput(this, 'Url', { value: `${stage.url}v1/events`, description: 'Post events here' })
  }

  private accessLogs(): LogGroup {
    return new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    })
  }
}
