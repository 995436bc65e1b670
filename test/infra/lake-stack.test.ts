import { Match } from 'aws-cdk-lib/assertions'
import { describe, test } from 'vitest'
import { settings, templates } from './templates.ts'

const { lake } = templates()

describe('workgroups', () => {
  test.each([
    ['pipeline', 1_000_000_000_000],
    ['reports', 100_000_000_000],
    ['analysts', 10_000_000_000],
  ])('%s stops a query after %d bytes, and no client can change how it runs', (name, cutOff) => {
    lake.hasResourceProperties('AWS::Athena::WorkGroup', {
      Name: `my-funnel-${name}`,
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: cutOff,
        PublishCloudWatchMetricsEnabled: true,
        EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
        ResultConfiguration: {
          EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
          ExpectedBucketOwner: { Ref: 'AWS::AccountId' },
          OutputLocation: {
            'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(`/results/${name}/$`)])],
          },
        },
      },
    })
  })

  test('the limits are those of the settings', () => {
    const scanLimitsGb = { ...settings.scanLimitsGb, analysts: 25 }
    templates({ ...settings, scanLimitsGb }).lake.hasResourceProperties('AWS::Athena::WorkGroup', {
      Name: 'my-funnel-analysts',
      WorkGroupConfiguration: { BytesScannedCutoffPerQuery: 25_000_000_000 },
    })
  })

  test('there is no other', () => {
    lake.resourceCountIs('AWS::Athena::WorkGroup', 3)
  })

  test('queries that analysts saved are not deleted with the stack', () => {
    lake.hasResourceProperties('AWS::Athena::WorkGroup', {
      Name: 'my-funnel-analysts',
      RecursiveDeleteOption: false,
    })
  })
})
