import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { functionNames } from '#core/names.ts'
import { templates } from './templates.ts'

const { app } = templates()

const variablesOf: Record<(typeof functionNames)[number], string[]> = {
  ingest: ['EVENT_TABLE', 'LAKE_BUCKET'],
  export: ['LAKE_BUCKET'],
  refresh: ['DEPLOYMENT', 'LAKE_BUCKET', 'WORKGROUP'],
  build: ['DEPLOYMENT', 'LAKE_BUCKET', 'WORKGROUP'],
  report: ['DEPLOYMENT', 'LAKE_BUCKET', 'WORKGROUP'],
}

/** Logical ids are paths through the constructs and a hash. */
const logicalId = (name: string, path: string) =>
  Match.stringLikeRegexp(`^${name.charAt(0).toUpperCase()}${name.slice(1)}${path}`)

describe('functions', () => {
  test.each(functionNames)('%s runs on Node 24, arm64, traced, with a log of its own', (name) => {
    app.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: `my-funnel-${name}`,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: {
        LogFormat: 'JSON',
        LogGroup: {
          Ref: logicalId(name, 'HandlerLogs'),
        },
      },
    })
    app.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: `/aws/lambda/my-funnel-${name}`,
      RetentionInDays: 90,
    })
  })

  test.each(functionNames)('%s is told what its entry asks for, and no more', (name) => {
    const found = app.findResources('AWS::Lambda::Function', {
      Properties: { FunctionName: `my-funnel-${name}` },
    })
    const [resource] = Object.values(found)
    expect(Object.keys(resource?.Properties.Environment.Variables).sort()).toEqual(
      [...variablesOf[name], 'NODE_OPTIONS'].sort(),
    )
  })

  test('there are five, and every log group forgets', () => {
    app.resourceCountIs('AWS::Lambda::Function', 5)
    for (const { Properties } of Object.values(app.findResources('AWS::Logs::LogGroup'))) {
      expect(Properties.RetentionInDays).toBe(90)
    }
  })

  test.each(['refresh', 'build', 'report'])('%s is tried again, then its run is kept', (name) => {
    app.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: {
        Ref: logicalId(name, 'HandlerFunction'),
      },
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 7200,
      DestinationConfig: {
        OnFailure: {
          Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Undelivered'), 'Arn'] },
        },
      },
    })
  })
})

describe('API', () => {
  test('POST /v1/events needs an IAM signature, and there is no other route', () => {
    app.resourceCountIs('AWS::ApiGatewayV2::Route', 1)
    app.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: 'POST /v1/events',
      AuthorizationType: 'AWS_IAM',
    })
  })

  test('is throttled and writes an access log', () => {
    app.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
      AccessLogSettings: {
        DestinationArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^IngestAccessLogs'), 'Arn'] },
        Format: Match.serializedJson(Match.objectLike({ status: '$context.status' })),
      },
    })
  })
})

describe('event feed', () => {
  test('delivers large batches of inserts, halves a bad one, gives up in time and keeps what it gave up', () => {
    app.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10_000,
      MaximumBatchingWindowInSeconds: 300,
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 100,
      MaximumRecordAgeInSeconds: 72_000,
      StartingPosition: 'TRIM_HORIZON',
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
      DestinationConfig: {
        OnFailure: {
          Destination: {
            'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':s3:::my-funnel-')])],
          },
        },
      },
    })
  })
})

describe('schedules', () => {
  const target = (input: object) => ({
    Input: Match.serializedJson(input),
    RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 7200 },
    DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Undelivered'), 'Arn'] } },
  })

  test.each([
    ['my-funnel-build-monthly', 'cron(0 6 2 * ? *)', ['conversion']],
    ['my-funnel-build-weekly', 'cron(0 7 ? * MON *)', ['conversion', 'pipeline']],
  ])(
    '%s starts a build in the zone of the settings and says when it was due',
    (Name, expression, reports) => {
      app.hasResourceProperties('AWS::Scheduler::Schedule', {
        Name,
        ScheduleExpression: expression,
        ScheduleExpressionTimezone: 'America/New_York',
        State: 'ENABLED',
        Target: target({ reports, scheduledAt: '<aws.scheduler.scheduled-time>' }),
      })
    },
  )

  test('refresh runs every hour', () => {
    app.resourceCountIs('AWS::Scheduler::Schedule', 3)
    app.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'my-funnel-refresh',
      ScheduleExpression: 'cron(30 * * * ? *)',
      Target: target({ scheduledAt: '<aws.scheduler.scheduled-time>' }),
    })
  })
})
