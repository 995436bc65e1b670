import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, type Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import * as z from 'zod'
import { addStacks, type StackSettings } from '#infra/aws/stacks.ts'

export const settings: StackSettings = {
  name: 'my-funnel',
  zone: 'America/New_York',
  schedules: {
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
  routeMetrics: false,
  scanLimitsGb: { pipeline: 1000, reports: 100, analysts: 10 },
}

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) })

/** What the command line gives the app: its feature flags change the templates. */
export const flags = cdkJson.parse(
  JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')),
).context

/**
 * Runs with an app whose functions are not bundled and whose templates CDK does not check a second
 * time.
 */
export function withApp<T>(run: (app: App) => T): T {
  const outdir = mkdtempSync(join(tmpdir(), 'templates-'))
  try {
    const context = { ...flags, 'aws:cdk:bundling-stacks': [] }
    return run(new App({ outdir, builtinCloudFormationValidation: false, context }))
  } finally {
    rmSync(outdir, { recursive: true })
  }
}

function make(asked: StackSettings) {
  return withApp((scope) => {
    const { data, lake, app } = addStacks(scope, asked)
    const template = (stack: Stack) => Template.fromStack(stack)
    return { data: template(data), lake: template(lake), app: template(app) }
  })
}

let usual: ReturnType<typeof make> | undefined

/** The templates of a deployment, once for the usual one; a finding of the security rules throws here. */
export function templates(asked: StackSettings = settings) {
  if (asked !== settings) return make(asked)
  usual ??= make(settings)
  return usual
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

/** Every pair of action and resource that a role, or a managed policy, of the stack may use. */
export function permissions(
  template: Template,
  type: 'AWS::IAM::Policy' | 'AWS::IAM::ManagedPolicy' = 'AWS::IAM::Policy',
): Permission[] {
  return Object.entries(template.findResources(type)).flatMap(([id, { Properties }]) =>
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

/** The lake bucket's objects: what their ARNs begin with. */
export const bucket = 'arn:<AWS::Partition>:s3:::my-funnel-<AWS::AccountId>-<AWS::Region>/'

/** The resources of an action in the policies whose ids start like this; objects by their keys. */
export const allowedBy = (all: readonly Permission[], policy: string, action: string): string[] =>
  all
    .filter((each) => each.policy.startsWith(policy) && each.action === action)
    .map(({ resource }) => resource.replace(bucket, ''))
    .sort()
