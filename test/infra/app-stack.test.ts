import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { functionNames } from '#core/names.ts'
import { templates } from './templates.ts'

const { app } = templates()

const variablesOf: Record<(typeof functionNames)[number], string[]> = {
  ingest: ['EVENT_TABLE', 'LAKE_BUCKET'],
  webhook: ['DEPLOYMENT', 'EVENT_TABLE', 'LAKE_BUCKET'],
  link: ['DEPLOYMENT', 'LAKE_BUCKET', 'LINK_SECRET'],
  deliver: ['API_URL', 'DEPLOYMENT', 'LAKE_BUCKET', 'LINK_SECRET', 'SENDER'],
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

  test('there are no others, and every log group forgets', () => {
    app.resourceCountIs('AWS::Lambda::Function', functionNames.length)
    for (const { Properties } of Object.values(app.findResources('AWS::Logs::LogGroup'))) {
      expect(Properties.RetentionInDays).toBe(90)
    }
  })

  test.each(['refresh', 'build', 'report', 'deliver'])(
    '%s is tried again, then its run is kept',
    (name) => {
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
    },
  )
})

describe('API', () => {
  test('POST /v1/events needs an IAM signature', () => {
    app.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: 'POST /v1/events',
      AuthorizationType: 'AWS_IAM',
    })
  })

  test('what carries its own signature is open, and nothing else', () => {
    const routes = Object.values(app.findResources('AWS::ApiGatewayV2::Route'))
    const open = routes.filter(({ Properties }) => Properties.AuthorizationType === 'NONE')
    expect(open.map(({ Properties }) => Properties.RouteKey).sort()).toEqual([
      'GET /r/{token}',
      'POST /v1/webhooks/{source}',
    ])
    expect(routes).toHaveLength(open.length + 1)
  })

  test('is throttled and writes an access log', () => {
    app.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
      AccessLogSettings: {
        DestinationArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiAccessLogs'), 'Arn'] },
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
    [
      'my-funnel-build-monthly',
      'cron(0 6 2 * ? *)',
      { set: 'monthly', reports: ['conversion'], period: 'last_month' },
    ],
    [
      'my-funnel-build-weekly',
      'cron(0 7 ? * MON *)',
      {
        set: 'weekly',
        reports: ['conversion', 'pipeline'],
        period: 'last_week',
        zone: 'America/New_York',
        everyTwoWeeksFrom: '2026-01-05',
      },
    ],
  ])(
    '%s starts a build in the zone of the settings and says when it was due',
    (Name, expression, input) => {
      app.hasResourceProperties('AWS::Scheduler::Schedule', {
        Name,
        ScheduleExpression: expression,
        ScheduleExpressionTimezone: 'America/New_York',
        State: 'ENABLED',
        Target: target({ ...input, scheduledAt: '<aws.scheduler.scheduled-time>' }),
      })
    },
  )

  test.each([
    ['refresh', 'cron(30 * * * ? *)'],
    ['deliver', 'cron(45 * * * ? *)'],
  ])('%s runs every hour', (name, ScheduleExpression) => {
    app.resourceCountIs('AWS::Scheduler::Schedule', 4)
    app.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: `my-funnel-${name}`,
      ScheduleExpression,
      Target: target({ scheduledAt: '<aws.scheduler.scheduled-time>' }),
    })
  })
})
