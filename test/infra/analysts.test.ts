import { Match } from 'aws-cdk-lib/assertions'
import { expect, test } from 'vitest'
import { allowedBy, permissions, templates } from './templates.ts'

const { lake } = templates()
const all = permissions(lake, 'AWS::IAM::ManagedPolicy')
const resourcesOf = (matches: (action: string) => boolean) => [
  ...new Set(all.filter(({ action }) => matches(action)).map(({ resource }) => resource)),
]
const folders = (action: string) => allowedBy(all, 'AnalystsPolicy', action)

test('there is one policy, and the deployment tells its ARN', () => {
  lake.resourceCountIs('AWS::IAM::ManagedPolicy', 1)
  lake.hasOutput('*', { Value: { Ref: Match.stringLikeRegexp('^AnalystsPolicy') } })
})

test('people read the tables, the views and their own results', () => {
  expect(folders('s3:GetObject')).toEqual([
    'event_log/*',
    'my_funnel_a/*',
    'my_funnel_b/*',
    'reference/*.parquet',
    'results/analysts/*',
  ])
  expect(folders('s3:PutObject')).toEqual(['results/analysts/*'])
})

test('they query in their own workgroup, with its limits, and in no other', () => {
  const groups = resourcesOf((action) => /^athena:(Start|Stop|Get)Query/.test(action))
  expect(groups).toEqual([
    'arn:<AWS::Partition>:athena:<AWS::Region>:<AWS::AccountId>:workgroup/my-funnel-analysts',
  ])
})

test('they cannot change a table, a view, a database or a workgroup', () => {
  const changing = /:(Create|Update|Delete|Batch(Create|Delete|Update)|Put|Tag)/
  const found = all.filter(({ action }) => changing.test(action)).map(({ action }) => action)
  expect([...new Set(found)].sort()).toEqual([
    'athena:CreateNamedQuery',
    'athena:DeleteNamedQuery',
    's3:PutObject',
  ])
})

test('they reach nothing but Athena, its catalog and the bucket', () => {
  const services = all.map(({ action }) => action.slice(0, action.indexOf(':')))
  expect([...new Set(services)].sort()).toEqual(['athena', 'glue', 's3'])
})

test('they see neither scratch builds nor what was rejected, sent or published', () => {
  const seen = all.map(({ resource }) => resource).join('\n')
  expect(seen).not.toMatch(/scratch|quarantine|deliveries|reports|state\/|landing|settings/)
})

test('no action is a wildcard, and only lists of names have every resource', () => {
  expect(all.filter(({ action }) => action.includes('*'))).toEqual([])
  expect(
    all
      .filter(({ resource }) => resource === '*')
      .map(({ action }) => action)
      .sort(),
  ).toEqual(['athena:ListDataCatalogs', 'athena:ListEngineVersions', 'athena:ListWorkGroups'])
})

test('the policy is shorter than the 6,144 characters that IAM takes', () => {
  const [policy] = Object.values(lake.findResources('AWS::IAM::ManagedPolicy'))
  // References become names of up to 16 characters: partition, region and account.
  const text = JSON.stringify(policy?.Properties.PolicyDocument)
  expect(text.length).toBeLessThan(6144)
})
