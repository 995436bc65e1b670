import { type App, Stack, Validations } from 'aws-cdk-lib'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { AwsSolutionsChecks } from 'cdk-nag'
import { expect, test } from 'vitest'
import { addStacks } from '#infra/aws/stacks.ts'
import { settings, withApp } from './templates.ts'

/** Looks at an app with the stacks of the usual settings. */
const withStacks = <T>(look: (app: App) => T): T =>
  withApp((app) => {
    addStacks(app, settings)
    return look(app)
  })

/** Ids of acknowledged rules with their reasons, over the whole tree. */
function acknowledgements(app: App) {
  return app.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, unknown>))
    .map(([id, reason]) => ({
      id: id.replace(/^annotation::/i, ''),
      reason: JSON.stringify(reason),
    }))
}

test('no finding is left', () => {
  withStacks((app) => {
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([])
  })
})

test('a finding stops the synthesis', () => {
  withStacks((app) => {
    new Bucket(new Stack(app, 'Careless'), 'Bucket')
    expect(() => app.synth()).toThrow('AwsSolutions-S10')
  })
})

test('every acknowledgement has a reason, and only these rules have any', () => {
  const found = withStacks(acknowledgements)
  for (const { reason } of found) expect(reason.length).toBeGreaterThan(20)
  expect([...new Set(found.map(({ id }) => id.replace(/\[.*/, '')))].sort()).toEqual([
    'AwsSolutions-APIG4',
    'AwsSolutions-IAM5',
    'AwsSolutions-S1',
    'AwsSolutions-SMG4',
    'AwsSolutions-SQS3',
  ])
})
