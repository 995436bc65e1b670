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
    schemas: (): Schemas => databasesOf(read(variables.deployment)),
  }
}
