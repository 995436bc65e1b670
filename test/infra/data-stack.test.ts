import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { permissions, settings, templates } from './templates.ts'

const { data } = templates()

const bucketName = {
  'Fn::Join': ['', ['my-funnel-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]],
}

describe('event table', () => {
  test('can be restored to any moment, cannot be deleted, and outlives its stack', () => {
    data.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        TableName: 'my-funnel-events',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'event_id', KeyType: 'HASH' }],
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: {
              PointInTimeRecoveryEnabled: true,
              RecoveryPeriodInDays: 35,
            },
          }),
        ],
      },
    })
  })

  test('never forgets: no expiry, and no index to pay for', () => {
    data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      TimeToLiveSpecification: Match.absent(),
      GlobalSecondaryIndexes: Match.absent(),
      LocalSecondaryIndexes: Match.absent(),
    })
  })
})

describe('a restored table', () => {
  const streamArn =
    'arn:aws:dynamodb:eu-central-1:123456789012:table/restored/stream/2026-03-01T06:00:00.000'
  const after = templates({ ...settings, restoredTable: { name: 'restored', streamArn } })

  test('is what every function uses, and the feed', () => {
    const own = permissions(after.app).filter(({ resource }) =>
      resource.includes('my-funnel-events'),
    )
    expect(own).toEqual([])
    after.app.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: streamArn,
    })
    after.app.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'my-funnel-ingest',
      Environment: { Variables: Match.objectLike({ EVENT_TABLE: 'restored' }) },
    })
  })

  test('leaves the data stack as it is, and its export that the app stack used', () => {
    expect(after.data.toJSON()).toEqual(data.toJSON())
  })
})

describe('lake bucket', () => {
  test('is encrypted, closed to the public, and outlives its stack', () => {
    data.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketName: bucketName,
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
          ],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      },
    })
  })

  test('takes TLS only, and stays so when the stack is gone', () => {
    const deny = (condition: object) =>
      Match.objectLike({
        Effect: 'Deny',
        Action: 's3:*',
        Principal: { AWS: '*' },
        Condition: condition,
      })
    data.hasResource('AWS::S3::BucketPolicy', {
      DeletionPolicy: 'Retain',
      Properties: {
        PolicyDocument: Match.objectLike({
          Statement: Match.arrayWith([
            deny({ Bool: { 'aws:SecureTransport': 'false' } }),
            deny({ NumericLessThan: { 's3:TlsVersion': 1.2 } }),
          ]),
        }),
      },
    })
  })

  test('expires only rejected events and query results', () => {
    data.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'parts',
            Status: 'Enabled',
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          },
          { Id: 'quarantine', Status: 'Enabled', Prefix: 'quarantine/', ExpirationInDays: 400 },
          { Id: 'results', Status: 'Enabled', Prefix: 'results/', ExpirationInDays: 7 },
        ],
      },
    })
  })
})

describe('databases', () => {
  test('are the four of the deployment, all retained', () => {
    const databases = Object.values(data.findResources('AWS::Glue::Database'))
    expect(databases.map(({ Properties }) => Properties.DatabaseInput.Name)).toEqual([
      'my_funnel',
      'my_funnel_a',
      'my_funnel_b',
      'my_funnel_scratch',
    ])
    for (const database of databases) expect(database.DeletionPolicy).toBe('Retain')
  })
})

test('logical ids of what is kept do not change: a new id would mean a new, empty resource', () => {
  const kept = Object.entries(data.toJSON().Resources)
    .map(([id, resource]) => `${id} ${(resource as { Type: string }).Type}`)
    .sort()
  expect(kept).toMatchInlineSnapshot(`
    [
      "EventStoreTable9A84AAAA AWS::DynamoDB::GlobalTable",
      "LakeBucketB1D32E10 AWS::S3::Bucket",
      "LakeBucketPolicy93101044 AWS::S3::BucketPolicy",
      "WarehouseLakeE1408DF4 AWS::Glue::Database",
      "WarehouseScratchCC1F1F33 AWS::Glue::Database",
      "WarehouseSlotA92348D7A AWS::Glue::Database",
      "WarehouseSlotBD850DCE6 AWS::Glue::Database",
    ]
  `)
})
