import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { allowedBy, permissions, settings, templates } from './templates.ts'

const { lake } = templates()
const all = permissions(lake)
const own = all.filter(({ policy }) => policy.startsWith('MigrateHandlerRole'))
const allowed = (action: string) =>
  allowedBy(all, 'MigrateHandlerRole', action).map((each) => each.replace(/^arn:<.*>:/, ''))

describe('the base tables', () => {
  const resources = lake.findResources('Custom::BaseTables')
  const [tables, ...others] = Object.values(resources)

  test('are made by migrate from the settings, and from its bundle', () => {
    expect(others).toEqual([])
    expect(tables?.Properties).toEqual({
      ServiceToken: {
        'Fn::GetAtt': [expect.stringMatching(/^MigrateHandlerFunction/), 'Arn'],
      },
      ServiceTimeout: '660',
      Settings: JSON.stringify(settings),
      Code: expect.stringMatching(/^[0-9a-f]{64}\.zip$/),
    })
  })

  test('come after the workgroup that they are made in', () => {
    expect(tables?.DependsOn).toContainEqual(expect.stringMatching(/^Workgroupspipeline/))
  })

  test('are made again when a setting changes', () => {
    const changed = templates({ ...settings, zone: 'UTC' }).lake
    changed.hasResourceProperties('Custom::BaseTables', {
      Settings: Match.stringLikeRegexp('"zone":"UTC"'),
    })
  })
})

describe('migrate', () => {
  test('makes and changes tables of the lake, and drops none', () => {
    for (const action of ['glue:CreateTable', 'glue:UpdateTable']) {
      expect(allowed(action)).toEqual(['catalog', 'database/my_funnel', 'table/my_funnel/*'])
    }
    const dropping = /Delete|Batch|CreateDatabase|UpdateDatabase/
    expect(own.filter(({ action }) => dropping.test(action))).toEqual([])
  })

  test('writes what the tables begin with, and no report or event', () => {
    expect(allowed('s3:PutObject')).toEqual([
      'event_log/*',
      'landing/*',
      'reference/*',
      'results/pipeline/*',
      'state/*',
    ])
    expect(own.filter(({ action }) => action.startsWith('dynamodb:'))).toEqual([])
  })

  test('queries in the workgroup of the pipeline', () => {
    expect(allowed('athena:StartQueryExecution')).toEqual(['workgroup/my-funnel-pipeline'])
  })
})
