import { Match } from 'aws-cdk-lib/assertions'
import { describe, test } from 'vitest'
import { templates } from './templates.ts'

const { app } = templates()

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
    ['watch', 'cron(50 12 * * ? *)'],
    ['maintain', 'cron(45 3 ? * SUN *)'],
  ])('%s runs by itself', (name, ScheduleExpression) => {
    app.resourceCountIs('AWS::Scheduler::Schedule', 6)
    app.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: `my-funnel-${name}`,
      ScheduleExpression,
      Target: target({ scheduledAt: '<aws.scheduler.scheduled-time>' }),
    })
  })
})
