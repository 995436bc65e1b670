import type { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { templates } from './templates.ts'

const stacks = templates()
const each: [name: string, stack: Template][] = Object.entries(stacks)
const ofType = (stack: Template, type: string) => Object.values(stack.findResources(type))

describe.each(each)('the %s stack', (name, stack) => {
  test('says what to do in an account that was not bootstrapped', () => {
    const [assertion] = stack.toJSON().Rules.CheckBootstrapVersion.Assertions
    expect(assertion.AssertDescription).toMatch(/run 'cdk bootstrap'/)
  })

  test('keeps data only if it is the data stack', () => {
    const keeping = ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::Glue::Database']
    for (const type of keeping) {
      const found = ofType(stack, type)
      expect(found.length > 0).toBe(name === 'data')
      for (const resource of found) {
        expect(resource.DeletionPolicy).toBe('Retain')
        expect(resource.UpdateReplacePolicy).toBe('Retain')
      }
    }
  })
})

test('no function has an environment variable that looks like a secret', () => {
  const names = each.flatMap(([, stack]) =>
    ofType(stack, 'AWS::Lambda::Function').flatMap(({ Properties }) =>
      Object.entries(Properties.Environment.Variables),
    ),
  )
  expect(names.length).toBeGreaterThan(20)
  for (const [name, value] of names.filter(([name]) => /secret|key|token|password/i.test(name))) {
    // The one there is holds the name of a secret, not its value.
    expect([name, value]).toEqual(['LINK_SECRET', { Ref: expect.stringMatching(/^LinkSecret/) }])
  }
})
