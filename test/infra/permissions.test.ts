import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { permissions, templates } from './templates.ts'

const { app } = templates()
const all = permissions(app)
const bucket = 'arn:<AWS::Partition>:s3:::my-funnel-<AWS::AccountId>-<AWS::Region>'

/** What the role of one capability may do with the resources that start like this. */
const actionsOn = (capability: string, resource: string) =>
  all
    .filter(
      (each) =>
        each.policy.startsWith(`${capability}HandlerRole`) && each.resource.startsWith(resource),
    )
    .map(({ action, resource: full }) => `${action} ${full.slice(bucket.length + 1)}`)
    .sort()

const allowed = (capability: string, action: string) =>
  all
    .filter((each) => each.policy.startsWith(`${capability}HandlerRole`) && each.action === action)
    .map(({ resource }) => resource.replace(`${bucket}/`, ''))
    .sort()

const table = (name: string) =>
  `arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:table/${name}/*`

const secret = (name: string) =>
  `arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:my-funnel/${name}-??????`

describe('every role', () => {
  test('is looked at', () => {
    expect(all.length).toBeGreaterThan(50)
  })

  test('no action is a wildcard', () => {
    expect(all.filter(({ action }) => action.includes('*'))).toEqual([])
  })

  test('only calls that take no resource have all of them', () => {
    const actions = all.filter(({ resource }) => resource === '*').map(({ action }) => action)
    expect([...new Set(actions)].sort()).toEqual([
      'dynamodb:ListStreams',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ])
  })

  test('another wildcard is a folder of the bucket, the tables of a database or an identity of mail', () => {
    const others = all.filter(({ resource }) => resource.includes('*') && resource !== '*')
    const expected = new RegExp(
      `^${bucket}/[a-z_/-]+/\\*$|^arn:<AWS::Partition>:glue:.*:table/my_funnel[a-z_]*/\\*$|:identity/\\*$`,
    )
    expect(others.filter(({ resource }) => !expected.test(resource))).toEqual([])
  })

  test('none may change the table, the bucket, a database or a workgroup', () => {
    const changing = /:(Update|Delete|Create|Put)(Table$|Bucket|Database|WorkGroup|Item$)/
    const found = all.filter(({ action }) => changing.test(action)).map(({ action }) => action)
    expect([...new Set(found)].sort()).toEqual([
      'dynamodb:PutItem',
      'glue:CreateTable',
      'glue:DeleteTable',
      'glue:UpdateTable',
    ])
  })
})

describe('each function', () => {
  test('ingest appends events and sets rejects aside: it reads nothing and deletes nothing', () => {
    expect(actionsOn('Ingest', bucket)).toEqual([
      's3:AbortMultipartUpload quarantine/*',
      's3:ListMultipartUploadParts quarantine/*',
      's3:PutObject quarantine/*',
    ])
    expect(allowed('Ingest', 'dynamodb:PutItem')).toEqual([
      'arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/my-funnel-events',
    ])
  })

  test('only ingest and webhooks write events', () => {
    const writing = all.filter(({ action }) => action === 'dynamodb:PutItem')
    expect(writing.map(({ policy }) => policy.replace(/HandlerRole.*/, '')).sort()).toEqual([
      'Ingest',
      'Webhook',
    ])
  })

  test('webhooks read the settings and their own secrets', () => {
    expect(allowed('Webhook', 's3:GetObject')).toEqual(['reference/*'])
    expect(allowed('Webhook', 's3:PutObject')).toEqual(['quarantine/*'])
    expect(allowed('Webhook', 'secretsmanager:GetSecretValue')).toEqual(
      ['generic', 'hubspot', 'stripe'].map((source) => secret(`webhooks/${source}`)),
    )
  })

  test('export writes landing, quarantine and what the mapping gave up', () => {
    expect(allowed('Export', 's3:PutObject')).toEqual(['aws/lambda/*', 'landing/*', 'quarantine/*'])
    expect(allowed('Export', 's3:GetObject')).toEqual([])
    expect(allowed('Export', 's3:DeleteObject')).toEqual([])
  })

  test('refresh changes the event log; landing is never deleted', () => {
    expect(allowed('Refresh', 's3:DeleteObject')).toEqual(['event_log/*', 'my_funnel_scratch/*'])
    expect(allowed('Refresh', 'glue:UpdateTable').filter((arn) => arn.includes('/*'))).toEqual([
      table('my_funnel'),
      table('my_funnel_scratch'),
    ])
  })

  test('report writes reports and scratch tables, and cannot touch the log or the live build', () => {
    expect(allowed('Report', 's3:PutObject')).toEqual([
      'my_funnel_scratch/*',
      'reports/*',
      'results/reports/*',
      'state/*',
    ])
    expect(allowed('Report', 'glue:DeleteTable').filter((arn) => arn.includes('/*'))).toEqual([
      table('my_funnel_scratch'),
    ])
  })

  test('a write under the condition of a tag needs to read: state can be read where it is written', () => {
    for (const capability of ['Refresh', 'Build', 'Report']) {
      expect(allowed(capability, 's3:GetObject')).toContain('state/*')
      expect(allowed(capability, 's3:PutObject')).toContain('state/*')
    }
  })

  test('links are led by what may read reports and the secret that signs them, no more', () => {
    const own = all.filter(({ policy }) => policy.startsWith('LinkHandlerRole'))
    expect([...new Set(own.map(({ action }) => action))].sort()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetBucketLocation',
      's3:GetObject',
      's3:ListBucket',
      's3:ListBucketMultipartUploads',
      'secretsmanager:GetSecretValue',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ])
    expect(allowed('Link', 's3:GetObject')).toEqual(['reports/*'])
    expect(allowed('Link', 'secretsmanager:GetSecretValue')).toEqual([
      expect.stringMatching(/^<LinkSecret\w+>$/),
    ])
  })

  test('delivery reads what it sends and keeps its claims; mail comes from one sender', () => {
    expect(allowed('Deliver', 's3:GetObject')).toEqual([
      'deliveries/*',
      'reference/*',
      'reports/*',
      'state/*',
    ])
    expect(allowed('Deliver', 's3:PutObject')).toEqual(['deliveries/*', 'state/*'])
    expect(allowed('Deliver', 'secretsmanager:GetSecretValue')).toContain(secret('slack/sales'))
    app.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'ses:SendEmail',
            Condition: { StringEquals: { 'ses:FromAddress': 'reports@example.org' } },
          }),
        ]),
      }),
    })
  })

  test('the build starts the report and the report its delivery, and no other starts any', () => {
    const invoking = all.filter(
      ({ policy, action }) => action === 'lambda:InvokeFunction' && policy.includes('Handler'),
    )
    const pairs = invoking.map(({ policy, resource }) => [
      policy.replace(/Handler.*/, ''),
      resource.replace(/^<|Handler.*/g, ''),
    ])
    expect(pairs.sort()).toEqual([
      ['Build', 'Report'],
      ['Report', 'Deliver'],
    ])
  })

  test.each([
    ['Refresh', 'pipeline'],
    ['Build', 'pipeline'],
    ['Report', 'reports'],
  ])('%s queries in the workgroup %s only', (capability, workgroup) => {
    expect(allowed(capability, 'athena:StartQueryExecution')).toEqual([
      `arn:<AWS::Partition>:athena:<AWS::Region>:<AWS::AccountId>:workgroup/my-funnel-${workgroup}`,
    ])
  })
})
