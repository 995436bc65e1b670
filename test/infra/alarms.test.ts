import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { functionNames } from '#core/names.ts'
import { templates } from './templates.ts'

const { app } = templates()

describe('alarms', () => {
  const metrics = Object.values(app.findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => Properties,
  )

  const watched = (metric: string) =>
    metrics
      .filter(({ MetricName }) => MetricName === metric)
      .map(({ AlarmDescription }) => /^my-funnel-(\S+)/.exec(AlarmDescription)?.[1])

  test('every function that nobody waits for has one for errors', () => {
    const waitedFor = ['ingest', 'webhook', 'link', 'migrate']
    // What fails there lies in the queue of runs given up, whose depth has an alarm.
    const seldom = ['reference', 'replay', 'erase', 'maintain', 'watch']
    const names = functionNames.filter((name) => ![...waitedFor, ...seldom].includes(name))
    expect(watched('Errors').sort()).toEqual([...names].sort())
  })

  test.each([
    ['IteratorAge', 3_600_000],
    ['ApproximateNumberOfMessagesVisible', 1],
    ['5xx', 1],
    ['reports_overdue', 1],
    ['refresh_lag_hours', 3],
    ['quarantined_percent', 5],
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
