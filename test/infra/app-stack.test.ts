import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { type FunctionName, functionNames } from '#core/names.ts'
import { templates } from './templates.ts'

const { app, lake } = templates()

/** The functions are the app's but for the one that makes what the others stand on. */
const stackOf = (name: FunctionName) => (name === 'migrate' ? lake : app)

const variablesOf: Record<FunctionName, string[]> = {
  ingest: ['EVENT_TABLE', 'LAKE_BUCKET'],
  webhook: ['DEPLOYMENT', 'EVENT_TABLE', 'LAKE_BUCKET'],
  link: ['DEPLOYMENT', 'LAKE_BUCKET', 'LINK_SECRET'],
  deliver: ['API_URL', 'DEPLOYMENT', 'LAKE_BUCKET', 'LINK_SECRET', 'SENDER'],
  export: ['LAKE_BUCKET'],
  refresh: ['DEPLOYMENT', 'LAKE_BUCKET', 'WORKGROUP'],
  build: ['DEPLOYMENT', 'LAKE_BUCKET', 'WORKGROUP'],
  report: ['DEPLOYMENT', 'LAKE_BUCKET', 'WORKGROUP'],
  reference: ['DEPLOYMENT', 'LAKE_BUCKET'],
  migrate: ['DEPLOYMENT', 'LAKE_BUCKET', 'WORKGROUP'],
  watch: ['DEPLOYMENT', 'LAKE_BUCKET'],
  maintain: ['DEPLOYMENT', 'LAKE_BUCKET', 'WORKGROUP'],
  replay: ['DEPLOYMENT', 'EVENT_TABLE', 'LAKE_BUCKET', 'WORKGROUP'],
  erase: ['DEPLOYMENT', 'EVENT_TABLE', 'LAKE_BUCKET', 'WORKGROUP'],
}

/** Logical ids are paths through the constructs and a hash. */
const logicalId = (name: string, path: string) =>
  Match.stringLikeRegexp(`^${name.charAt(0).toUpperCase()}${name.slice(1)}${path}`)

describe('functions', () => {
  test.each(functionNames)('%s runs on Node 24, arm64, traced, with a log of its own', (name) => {
    stackOf(name).hasResourceProperties('AWS::Lambda::Function', {
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
    stackOf(name).hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: `/aws/lambda/my-funnel-${name}`,
      RetentionInDays: 90,
    })
  })

  test.each(functionNames)('%s is told what its entry asks for, and no more', (name) => {
    const found = stackOf(name).findResources('AWS::Lambda::Function', {
      Properties: { FunctionName: `my-funnel-${name}` },
    })
    const [resource] = Object.values(found)
    expect(Object.keys(resource?.Properties.Environment.Variables).sort()).toEqual(
      [...variablesOf[name], 'NODE_OPTIONS'].sort(),
    )
  })

  test('there are no others, and every log group forgets', () => {
    const all = (type: string) =>
      [app, lake].flatMap((stack) => Object.values(stack.findResources(type)))
    expect(all('AWS::Lambda::Function')).toHaveLength(functionNames.length)
    for (const { Properties } of all('AWS::Logs::LogGroup')) {
      expect(Properties.RetentionInDays).toBe(90)
    }
  })

  test.each(['refresh', 'build', 'report', 'deliver', 'watch', 'maintain'])(
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

test('those that work in slices may start themselves, and Lambda takes no other for a loop', () => {
  const functions = Object.values(app.findResources('AWS::Lambda::Function'))
  const allowed = functions.filter(({ Properties }) => Properties.RecursiveLoop === 'Allow')
  expect(allowed.map(({ Properties }) => Properties.FunctionName).sort()).toEqual([
    'my-funnel-erase',
    'my-funnel-maintain',
    'my-funnel-replay',
  ])
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
      DefaultRouteSettings: {
        ThrottlingRateLimit: 50,
        ThrottlingBurstLimit: 100,
        DetailedMetricsEnabled: false,
      },
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
