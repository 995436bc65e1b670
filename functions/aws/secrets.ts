import * as z from 'zod'
import { errorFields, log } from '#core/log.ts'
import type { Clock, Secrets } from '#core/ports.ts'
import { errorName } from './retry.ts'
import type { ServiceCall } from './signed-call.ts'

export interface SecretsOptions {
  readonly call: ServiceCall
  readonly clock: Clock
  /** Name or ARN under which a secret is kept. */
  readonly idOf: (name: string) => string
}

interface Known {
  readonly values: readonly string[]
  readonly readAt: number
}

/** A new value counts after this long, everywhere; the one before holds anyway. */
const freshMs = 5 * 60 * 1000

/** A secret that is missing is looked for again soon, but not for each request. */
const missingMs = 30 * 1000

const answer = z.object({ SecretString: z.string().min(1) })

/** The stages that Secrets Manager moves on when a value is put: what was current becomes previous. */
const stages = ['AWSCURRENT', 'AWSPREVIOUS']

/**
 * Secrets Manager, asked at most every five minutes for a secret that is there. While it cannot be reached, what was
 * read last goes on.
 */
export function createSecrets({ call, clock, idOf }: SecretsOptions): Secrets {
  const cache = new Map<string, Known>()

  async function valueAt(id: string, stage: string): Promise<string[]> {
    try {
      const found = await call('GetSecretValue', { SecretId: id, VersionStage: stage })
      return [answer.parse(found).SecretString]
    } catch (error) {
      if (errorName(error) === 'ResourceNotFoundException') return []
      throw error
    }
  }

  async function read(name: string, known: Known | undefined): Promise<readonly string[]> {
    try {
      const values = await Promise.all(stages.map((stage) => valueAt(idOf(name), stage)))
      return values.flat()
    } catch (error) {
      if (known === undefined) throw error
      log('secret_not_refreshed', { secret: name, ...errorFields(error) })
      return known.values
    }
  }

  return {
    async get(name) {
      const readAt = clock.now().getTime()
      const known = cache.get(name)
      const keptMs = known?.values.length === 0 ? missingMs : freshMs
      if (known !== undefined && readAt - known.readAt < keptMs) return known.values
      const values = await read(name, known)
      cache.set(name, { values, readAt })
      return values
    },
  }
}
