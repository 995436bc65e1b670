import type { Invocation } from '#functions/lambda.ts'

/** How long the running invocation may still take. */
export interface TimeLimit {
  /** Milliseconds until Lambda ends the invocation; Infinity outside of one. */
  readonly remainingMs: () => number
  /** The same handler; each of its invocations sets the limit. */
  readonly within: <E, R>(handler: Invocation<E, R>) => Invocation<E, R>
}

/** One for each function instance: Lambda runs a single invocation in it at a time. */
export function createTimeLimit(): TimeLimit {
  let remainingMs = () => Number.POSITIVE_INFINITY
  return {
    remainingMs: () => remainingMs(),
    within: (handler) => (event, context) => {
      remainingMs = () => context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY
      return handler(event, context)
    },
  }
}
