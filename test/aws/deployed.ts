import { InvokeCommand } from '@aws-sdk/client-lambda'
import { deployedName, type FunctionName } from '#core/names.ts'
import type { ObjectStore } from '#core/ports.ts'
import { createObjectStore } from '#functions/aws/object-store.ts'
import { type Clients, clientsOf } from './clients.ts'
import type { Cloud } from './cloud.ts'
import { account, region } from './emulator.ts'
import { outputsOf, type Project } from './project.ts'

/** The pipeline as it runs on the emulator. */
export interface Deployed {
  readonly cloud: Cloud
  readonly clients: Clients
  readonly project: Project
  readonly name: string
  /** Where the deployment says that its API is, ending in a slash. */
  readonly publicUrl: string
  /** The lake. */
  readonly bucket: string
  readonly objects: ObjectStore
  /** Where a path of the API is on the emulator. */
  address(path: string): string
  /** Runs a function to its end and answers what it returned; throws what it threw. */
  invoke(name: FunctionName, payload: object): Promise<unknown>
}

/** The deployment of a project that was deployed before. */
export function deployedOf(cloud: Cloud, project: Project): Deployed {
  const clients = clientsOf(cloud.url, cloud.athena)
  const { name } = project.settings
  const bucket = `${name}-${account}-${region}`
  const publicUrl = Object.values(outputsOf(project)).find((value) => value.endsWith('/v1/events'))
  if (publicUrl === undefined) throw new Error('the stacks told no address of the API')
  const [api] = new URL(publicUrl).hostname.split('.')
  return {
    cloud,
    clients,
    project,
    name,
    publicUrl: publicUrl.replace(/v1\/events$/, ''),
    bucket,
    objects: createObjectStore(clients.s3, bucket),
    address: (path) => `${cloud.url}/_aws/execute-api/${api}/$default${path}`,
    async invoke(handler, payload) {
      const command = new InvokeCommand({
        FunctionName: deployedName(name, handler),
        Payload: JSON.stringify(payload),
      })
      const { FunctionError, Payload } = await clients.lambda.send(command)
      const answer: unknown = JSON.parse(Payload?.transformToString() || 'null')
      if (FunctionError !== undefined) throw new Error(`${handler}: ${JSON.stringify(answer)}`)
      return answer
    },
  }
}
