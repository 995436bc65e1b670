import { Match } from 'aws-cdk-lib/assertions'
import { expect, test } from 'vitest'
import { allowedBy, permissions, templates } from './templates.ts'

const { data, app } = templates()

test('the bucket tells of its objects, without a function of its own for that', () => {
  data.hasResourceProperties('AWS::S3::Bucket', {
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  })
  data.resourceCountIs('AWS::Lambda::Function', 0)
})

test('an upload of reference data starts the function; what cannot be handed over is kept', () => {
  app.hasResourceProperties('AWS::Events::Rule', {
    State: 'ENABLED',
    EventPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: [Match.objectLike({ 'Fn::Join': Match.anyValue() })] },
        object: { key: [{ prefix: 'reference/incoming/' }] },
      },
    },
    Targets: [
      {
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ReferenceHandlerFunction'), 'Arn'] },
        DeadLetterConfig: {
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^UndeliveredQueue'), 'Arn'] },
        },
      },
    ],
  })
})

test('it loads what was uploaded and deletes nothing but its own reasons', () => {
  const all = permissions(app)
  const folders = (action: string) => allowedBy(all, 'ReferenceHandlerRole', action)
  expect(folders('s3:GetObject')).toEqual(['reference/*', 'state/*'])
  expect(folders('s3:PutObject')).toEqual(['reference/*', 'state/*'])
  expect(folders('s3:DeleteObject')).toEqual(['reference/rejected/*'])
  const own = all.filter(({ policy }) => policy.startsWith('ReferenceHandlerRole'))
  expect(own.filter(({ action }) => /^(athena|dynamodb|glue):/.test(action))).toEqual([])
})

test('a refused file raises an alarm that says where the reasons are', () => {
  app.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'FunnelMetrics',
    MetricName: 'reference_rejected',
    Dimensions: [{ Name: 'Deployment', Value: 'my-funnel' }],
    Threshold: 1,
    AlarmDescription: Match.stringLikeRegexp('reference/rejected/ in the bucket says which line'),
  })
})
