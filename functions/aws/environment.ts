import { databasesOf, variables } from '#core/names.ts'
import type { Schemas } from '#core/tasks.ts'

type Variables = Readonly<Record<string, string | undefined>>

/**
 * What the stacks told this function; throws naming the variable when one that is asked for is
 * missing.
 */
export function readEnvironment(source: Variables) {
  const read = (name: string): string => {
    const value = source[name]
    if (value === undefined || value === '')
      throw new Error(`environment variable ${name} is not set`)
    return value
  }
  return {
    eventTable: () => read(variables.eventTable),
    lakeBucket: () => read(variables.lakeBucket),
    workgroup: () => read(variables.workgroup),
    deployment: () => read(variables.deployment),
    apiUrl: () => read(variables.apiUrl),
    linkSecret: () => read(variables.linkSecret),
    sender: () => read(variables.sender),
    /** Where a service is; another place than AWS is named as the SDK's clients read it. */
    endpoint: (service: string, variable: string): URL => {
      const other = source[`AWS_ENDPOINT_URL_${variable}`] ?? source.AWS_ENDPOINT_URL
      const region = read('AWS_REGION')
      const suffix = region.startsWith('cn-') ? '.cn' : ''
      return new URL(other ?? `https://${service}.${region}.amazonaws.com${suffix}`)
    },
    schemas: (): Schemas => databasesOf(read(variables.deployment)),
  }
}
