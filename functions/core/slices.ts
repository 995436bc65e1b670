import type { Clock } from './ports.ts'

/**
 * The answer of a handler whose work may outlast one invocation. It works for a slice of time, keeps
 * its mark in `state/`, and is asked again with the same request until it is done: deployed by
 * `inSlices` around it, which starts the function anew, on one machine by the command.
 */
export interface Slice {
  readonly done: boolean
  /** ISO instant before which asking again is of no use. */
  readonly after?: string
}

/** Far below the 15 minutes of a function, since the last step of a slice may be a long query. */
const sliceMs = 4 * 60 * 1000

/** Answers whether a slice that begins now may start another step. */
export function sliceOf(clock: Clock): () => boolean {
  const end = clock.now().getTime() + sliceMs
  return () => clock.now().getTime() < end
}
