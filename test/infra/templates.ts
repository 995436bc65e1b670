import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, type Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { afterAll } from 'vitest'
import * as z from 'zod'
import { addStacks, type Deployment } from '#infra/aws/stacks.ts'

export const deployment: Deployment = {
  deployment: 'my-funnel',
  zone: 'America/New_York',
  sets: {
    monthly: {
      cron: 'cron(0 6 2 * ? *)',
      reports: ['conversion'],
      period: 'month',
      recipients: ['ada@example.org'],
    },
    weekly: {
      cron: 'cron(0 7 ? * MON *)',
      reports: ['conversion', 'pipeline'],
      period: 'week',
      everyTwoWeeksFrom: '2026-01-05',
      recipients: [],
      slackSecret: 'slack/sales',
    },
  },
  sender: 'reports@example.org',
}

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) })

/** What the command line gives the app: its feature flags change the templates. */
export const flags = cdkJson.parse(
  JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')),
).context

const scratch = mkdtempSync(join(tmpdir(), 'templates-'))
afterAll(() => rmSync(scratch, { recursive: true }))

/** An app whose functions are not bundled and whose templates CDK does not check a second time. */
export const unbundledApp = (): App =>
  new App({
    outdir: mkdtempSync(join(scratch, 'app-')),
    builtinCloudFormationValidation: false,
    context: { ...flags, 'aws:cdk:bundling-stacks': [] },
  })

/** The templates of one deployment; a finding of the security rules throws here. */
export function templates(asked: Deployment = deployment) {
  const { data, lake, app } = addStacks(unbundledApp(), asked)
  const template = (stack: Stack) => Template.fromStack(stack)
  return { data: template(data), lake: template(lake), app: template(app) }
}

const several = <T extends z.ZodType>(one: T) =>
  z.union([z.array(one), one.transform((value) => [value])])

const statement = z.object({
  Effect: z.literal('Allow'),
  Action: several(z.string()),
  Resource: several(z.unknown()),
})
const policy = z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) })

export interface Permission {
  /** Logical id of the policy, which starts with the capability: `IngestHandlerRole...`. */
  readonly policy: string
  readonly action: string
  /** ARN with references in angle brackets. */
  readonly resource: string
}

/** Every pair of action and resource that a role of the stack may use. */
export function permissions(template: Template): Permission[] {
  return Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(
    ([id, { Properties }]) =>
      policy
        .parse(Properties)
        .PolicyDocument.Statement.flatMap(({ Action, Resource }) =>
          Action.flatMap((action) =>
            Resource.map((resource) => ({ policy: id, action, resource: arn(resource) })),
          ),
        ),
  )
}

const joinNode = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) })
const reference = z.object({ Ref: z.string() })
const attribute = z.object({ 'Fn::GetAtt': z.array(z.string()) })
const imported = z.object({ 'Fn::ImportValue': z.string() })

function arn(value: unknown): string {
  if (typeof value === 'string') return value
  const joined = joinNode.safeParse(value)
  if (joined.success) {
    const [separator, parts] = joined.data['Fn::Join']
    return parts.map(arn).join(separator)
  }
  const node = z.union([reference, attribute, imported]).parse(value)
  if ('Ref' in node) return `<${node.Ref}>`
  return 'Fn::GetAtt' in node ? `<${node['Fn::GetAtt'].join('.')}>` : `<${node['Fn::ImportValue']}>`
}
