import * as z from 'zod'
import { BusyError } from '#core/errors.ts'
import { log } from '#core/log.ts'
import type { IncomingObject } from '#handlers/incoming.ts'
import type { ReferenceResult } from '#handlers/reference.ts'
import { backoffMs, type Pause } from './retry.ts'

/** What EventBridge tells of an object that S3 took; its key is as it was written, not encoded. */
const event = z.object({
  detail: z.object({ object: z.object({ key: z.string(), size: z.int() }) }),
})

interface Steps {
  readonly load: (object: IncomingObject) => Promise<ReferenceResult | undefined>
  readonly pause: Pause
}

/** About two minutes: files that are uploaded together are loaded one after the other. */
const mostWaits = 20

/** Loads the uploaded file that an event of EventBridge tells of, and logs what became of it. */
export function createUploadedReference({ load, pause }: Steps): (input: unknown) => Promise<void> {
  async function serve(object: IncomingObject, waits: number): Promise<void> {
    try {
      const result = await load(object)
      if (result === undefined) return log('reference_gone', { file: object.key })
      if (!('faults' in result)) return log('reference_loaded', { file: object.key, ...result })
      const [first] = result.faults
      return log('reference_rejected', { file: object.key, faults: result.faults.length, first })
    } catch (error) {
      if (!(error instanceof BusyError) || waits === mostWaits) throw error
    }
    await pause.sleep(backoffMs(waits, 1000, 10_000, pause.random))
    return serve(object, waits + 1)
  }
  return async (input) => serve(event.parse(input).detail.object, 0)
}
