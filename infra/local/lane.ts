/** Runs one step at a time, in the order of the calls; a failed step does not stop the next. */
export type Lane = <T>(step: () => Promise<T>) => Promise<T>

/** A new lane; steps of different lanes may run side by side. */
export function createLane(): Lane {
  let last: Promise<unknown> = Promise.resolve()
  return (step) => {
    const result = last.then(step)
    last = result.catch(() => undefined)
    return result
  }
}
