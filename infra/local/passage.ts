/** Steps that run side by side, and steps that run alone, in the order of the calls. */
export interface Passage {
  /** Waits for the steps alone that were asked for before. */
  together<T>(step: () => Promise<T>): Promise<T>
  /** Waits for all that were asked for before; all asked for later wait for it. */
  alone<T>(step: () => Promise<T>): Promise<T>
}

/** A new passage, nobody in it; a failed step does not stop others. */
export function createPassage(): Passage {
  let before: Promise<unknown> = Promise.resolve()
  let inside: Promise<unknown> = before
  return {
    together(step) {
      const result = before.then(step)
      // Without what they resolve to, or every answer would be kept.
      inside = Promise.allSettled([inside, result]).then(() => undefined)
      return result
    },
    alone(step) {
      const result = inside.then(step)
      before = result.catch(() => undefined)
      inside = before
      return result
    },
  }
}
