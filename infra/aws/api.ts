import { CfnOutput, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  HttpApi,
  type HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { Alarms } from './alarms.ts'

export interface ApiProps {
  /** Name of the deployment. */
  readonly deployment: string
  readonly alarms: Alarms
  /** Requests a second that each route takes. @default 50 */
  readonly rateLimit?: number
  /** Records metrics for each route, beside those of the API as a whole. */
  readonly routeMetrics: boolean
}

export interface Route {
  /** Names the route within the stack. */
  readonly id: string
  readonly method: HttpMethod.GET | HttpMethod.POST
  readonly path: string
  readonly function: LambdaFunction
  /** How the function itself knows the caller; without it the caller needs an IAM signature. */
  readonly openBecause?: string
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

/** The HTTP API: throttled, with an access log that holds no path, since a link's path is its key. */
export class Api extends Construct {
  /** Ends in a slash. */
  readonly url: string
  private readonly api: HttpApi

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id)
    const name = props.deployment
    this.api = new HttpApi(this, 'Api', { apiName: name, createDefaultStage: false })
    const rateLimit = props.rateLimit ?? 50
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      detailedMetricsEnabled: props.routeMetrics,
      throttle: { rateLimit, burstLimit: rateLimit * 2 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLogs()),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    })
    this.url = stage.url
    props.alarms.raise(this, 'ServerErrors', {
      metric: stage.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      description:
        'The API answered with a server error, so senders send again: the logs of ingest, webhook and link say why',
    })
    new CfnOutput(this, 'Url', { value: `${stage.url}v1/events`, description: 'Post events here' })
  }

  /** Leads requests to a function. */
  addRoute(route: Route): void {
    const [added] = this.api.addRoutes({
      path: route.path,
      methods: [route.method],
      ...(route.openBecause === undefined ? { authorizer: new HttpIamAuthorizer() } : {}),
      integration: new HttpLambdaIntegration(route.id, route.function),
    })
    if (route.openBecause === undefined || added === undefined) return
    Validations.of(added).acknowledge({ id: 'AwsSolutions-APIG4', reason: route.openBecause })
  }

  private accessLogs(): LogGroup {
    return new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    })
  }
}
