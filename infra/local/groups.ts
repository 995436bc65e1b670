interface Waiting<I, O> {
  readonly input: I
  resolve(output: O): void
  reject(error: unknown): void
}

/**
 * Calls of the same moment done as one, for work that costs much by itself, such as a commit. When
 * the work throws for several, each is done by itself and only those that throw again are rejected.
 */
export function createGroups<I, O>(
  work: (inputs: readonly I[]) => readonly O[],
): (input: I) => Promise<O> {
  let waiting: Waiting<I, O>[] = []

  function settle(group: readonly Waiting<I, O>[]): void {
    try {
      for (const [index, output] of work(group.map(({ input }) => input)).entries()) {
        group[index]?.resolve(output)
      }
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error)
      else for (const each of group) settle([each])
    }
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject })
      if (waiting.length > 1) return
      setImmediate(() => {
        const group = waiting
        waiting = []
        settle(group)
      })
    })
}
