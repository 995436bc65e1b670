import { describe, expect, test } from 'vitest'
import { bucket, permissions, templates } from './templates.ts'

const { lake, app } = templates()
const all = [lake, app].flatMap((stack) => permissions(stack))

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
      `^${bucket}[a-z_/-]+/\\*$|^arn:<AWS::Partition>:glue:.*:table/my_funnel[a-z_]*/\\*$|:identity/\\*$`,
    )
    expect(others.filter(({ resource }) => !expected.test(resource))).toEqual([])
  })

  test('none may change the table, the bucket, a database or a workgroup', () => {
    const changing = /:(Update|Delete|Create|Put)(Table$|Bucket|Database|WorkGroup|Item$)/
    const found = all.filter(({ action }) => changing.test(action)).map(({ action }) => action)
    expect([...new Set(found)].sort()).toEqual([
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'glue:CreateTable',
      'glue:DeleteTable',
      'glue:UpdateTable',
    ])
  })
})
