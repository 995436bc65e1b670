import { ArnFormat, Stack } from 'aws-cdk-lib'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { variables } from '#core/names.ts'
import { grant } from './grant.ts'

/**
 * Lets a function read secrets of the deployment, `<deployment>/<name>`, which people store: their
 * values come from other systems.
 */
export function bindSecrets(
  fn: LambdaFunction,
  deployment: string,
  names: readonly string[],
): void {
  fn.addEnvironment(variables.deployment, deployment)
  if (names.length === 0) return
  grant(fn, {
    actions: ['secretsmanager:GetSecretValue'],
    resources: names.map((name) =>
      Stack.of(fn).formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        // Secrets Manager appends a dash and six characters of its own.
        resourceName: `${deployment}/${name}-??????`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ),
  })
}
