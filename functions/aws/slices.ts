import type { Clock, Tasks } from '#core/ports.ts'
import type { Slice } from '#core/slices.ts'
import type { Pause } from './retry.ts'

interface SlicePorts {
  readonly tasks: Tasks
  readonly clock: Clock
  readonly pause: Pause
}

/** A slice takes at most five minutes beside its last query, so this fits into the same invocation. */
const longestWaitMs = 4 * 60 * 1000

/**
 * Runs a handler that works in slices as a deployed function: while it is not done, waits for the
 * moment that it named, as long as one invocation can, and starts the function again with the same
 * request. The function needs `startableFrom` itself, and Lambda's loop detection off.
 */
export function inSlices<R, S extends Slice>(
  name: string,
  handler: (request: R) => Promise<S>,
  { tasks, clock, pause }: SlicePorts,
) {
  return async (request: R): Promise<S> => {
    const slice = await handler(request)
    if (slice.done) return slice
    const wait = Date.parse(slice.after ?? '') - clock.now().getTime()
    if (wait > 0) await pause.sleep(Math.min(wait, longestWaitMs))
    await tasks.start(name, request)
    return slice
  }
}
