import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { allowedBy, bucket, permissions, templates } from './templates.ts'

const { app } = templates()
const all = permissions(app)

/** What the role of one capability may do with the resources that start like this. */
const actionsOn = (capability: string, resource: string) =>
  all
    .filter(
      (each) =>
        each.policy.startsWith(`${capability}HandlerRole`) && each.resource.startsWith(resource),
    )
    .map(({ action, resource: full }) => `${action} ${full.slice(bucket.length)}`)
    .sort()

const allowed = (capability: string, action: string) =>
  allowedBy(all, `${capability}HandlerRole`, action)

const table = (name: string) =>
  `arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:table/${name}/*`

const secret = (name: string) =>
  `arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:my-funnel/${name}-??????`

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

  test.each([
    ['PutItem', ['Ingest', 'Replay', 'Webhook']],
    ['UpdateItem', ['Erase']],
    ['Scan', ['Replay']],
    ['DeleteItem', []],
  ])('%s of the event table is for %j', (action, capabilities) => {
    const found = all.filter((each) => each.action === `dynamodb:${action}`)
    expect(found.map(({ policy }) => policy.replace(/HandlerRole.*/, '')).sort()).toEqual(
      capabilities,
    )
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

  test('refresh changes the event log, and deletes what landed and is in it', () => {
    expect(allowed('Refresh', 's3:DeleteObject')).toEqual([
      'event_log/*',
      'landing/*',
      'my_funnel_scratch/*',
    ])
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

  test('maintain deletes files of the log and of builds, and starts itself alone', () => {
    expect(allowed('Maintain', 's3:DeleteObject')).toEqual([
      'event_log/*',
      'my_funnel_a/*',
      'my_funnel_b/*',
      'my_funnel_scratch/*',
    ])
    expect(allowed('Maintain', 's3:PutObject')).toContain('state/*')
    expect(allowed('Maintain', 'lambda:InvokeFunction')).toEqual([
      'arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:my-funnel-maintain',
    ])
  })

  test('watch reads what was promised and confirmed, and keeps nothing but since when', () => {
    expect(allowed('Watch', 's3:GetObject')).toEqual(['deliveries/*', 'reference/*', 'state/*'])
    expect(allowed('Watch', 's3:PutObject')).toEqual(['state/*'])
    expect(allowed('Watch', 's3:DeleteObject')).toEqual([])
  })

  test('the build starts the report and the report its delivery, and no other starts another', () => {
    const itself = /:function:my-funnel-/
    const invoking = all.filter(
      ({ policy, action, resource }) =>
        action === 'lambda:InvokeFunction' && policy.includes('Handler') && !itself.test(resource),
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
