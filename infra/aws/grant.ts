import { Stack, Validations } from 'aws-cdk-lib'
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'

/** Who may be allowed something: a function by its role, or people by a policy. */
export type Holder = LambdaFunction | ManagedPolicy

export interface Grant {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /**
   * Why a resource holds a wildcard; a wildcard without a reason fails the synthesis. @default
   * none
   */
  readonly reason?: string
  /** Values that the call must have, by condition key. @default any */
  readonly only?: Readonly<Record<string, string>>
}

/**
 * Lets somebody do exactly this, and records the reason of each wildcard where the security rules
 * look for it.
 */
export function grant(to: Holder, { actions, resources, reason, only }: Grant): void {
  const statement = new PolicyStatement({
    actions: [...actions],
    resources: [...resources],
    ...(only && { conditions: { StringEquals: only } }),
  })
  if (to instanceof ManagedPolicy) to.addStatements(statement)
  else to.addToRolePolicy(statement)
  if (reason === undefined) return
  // A function's policy lies below its role, and an acknowledgement holds for what lies below it.
  const place = to instanceof ManagedPolicy ? to : (to.role ?? to)
  for (const resource of resources) {
    Validations.of(place).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${flat(to, resource)}]`,
      reason,
    })
  }
}

/** An ARN as the rule names it: references become `<AWS::Region>`. */
function flat(to: Holder, arn: string): string {
  return visit(Stack.of(to).resolve(arn))
}

function visit(node: unknown): string {
  if (typeof node === 'string') return node
  if (node !== null && typeof node === 'object') {
    if ('Ref' in node) return `<${String(node.Ref)}>`
    if ('Fn::Join' in node && Array.isArray(node['Fn::Join'])) {
      const [separator, parts] = node['Fn::Join']
      return parts.map(visit).join(separator)
    }
  }
  throw new Error(`an ARN made of names and references was expected, got ${JSON.stringify(node)}`)
}
