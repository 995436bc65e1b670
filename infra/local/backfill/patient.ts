import { RequestError } from '#core/errors.ts'
import type { Post } from '#local/import/sender.ts'

/** Six minutes in all. */
const attempts = 12
const firstPauseMs = 500
const longestPauseMs = 60_000

const isPassing = (error: unknown): boolean =>
  error instanceof RequestError
    ? error.status === 429 || error.status >= 500
    : // What fetch throws when no answer came.
      error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError')

/** What the answer asked for, where it did. */
function askedMs(error: unknown): number {
  const cause = error instanceof Error ? error.cause : undefined
  const seconds = cause instanceof Response ? Number(cause.headers.get('retry-after')) : 0
  return Number.isFinite(seconds) ? seconds * 1000 : 0
}

/**
 * Posts a batch again, after pauses that double, while the other side is not there, too busy or at
 * fault; what was stored the time before is answered `duplicate`. Throws the last error after that.
 */
export function patient(post: Post, pause: (ms: number) => Promise<unknown>): Post {
  return async (events) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await post(events)
      } catch (error) {
        if (!isPassing(error) || attempt === attempts) throw error
        const doubling = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1))
        await pause(Math.max(doubling, askedMs(error)))
      }
    }
  }
}
