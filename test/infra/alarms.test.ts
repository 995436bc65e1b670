import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { functionNames } from '#core/names.ts'
import { templates } from './templates.ts'

const { app } = templates()

describe('alarms', () => {
  const metrics = Object.values(app.findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => Properties,
  )

  test('every function has one for errors and one for throttles', () => {
    for (const metric of ['Errors', 'Throttles']) {
      expect(metrics.filter(({ MetricName }) => MetricName === metric)).toHaveLength(
        functionNames.length,
      )
    }
  })

  test.each([
    ['IteratorAge', 3_600_000],
    ['ApproximateNumberOfMessagesVisible', 1],
    ['5xx', 1],
  ])('%s goes off at %d', (metric, threshold) => {
    const [alarm, ...others] = metrics.filter(({ MetricName }) => MetricName === metric)
    expect(alarm).toMatchObject({
      Threshold: threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    })
    expect(others).toEqual([])
  })

  test('all of them tell the one topic', () => {
    app.resourceCountIs('AWS::SNS::Topic', 1)
    const topics = new Set(metrics.map(({ AlarmActions }) => JSON.stringify(AlarmActions)))
    expect([...topics]).toEqual([expect.stringMatching(/^\[\{"Ref":"AlarmsTopic/)])
  })

  test('the topic lets the alarms of this account publish, and nobody without TLS', () => {
    app.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      }),
    })
  })
})
