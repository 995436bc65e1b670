import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { deployedName } from '#core/names.ts'
import type { Tasks } from '#core/ports.ts'

/**
 * Starts the deployment's other functions by asynchronous invocation; Lambda itself retries them.
 */
export function createTasks(client: Pick<LambdaClient, 'send'>, deployment: string): Tasks {
  return {
    async start(name, payload) {
      const { StatusCode } = await client.send(
        new InvokeCommand({
          FunctionName: deployedName(deployment, name),
          InvocationType: 'Event',
          Payload: JSON.stringify(payload),
        }),
      )
      if (StatusCode !== 202) throw new Error(`task ${name} was not taken: status ${StatusCode}`)
    },
  }
}
