/** Lets a fixed number of tasks run at once; the others wait in order of arrival. */
export interface Gate {
  pass<T>(task: () => Promise<T>): Promise<T>
  /** Refuses new tasks and resolves when those accepted before have ended. */
  close(): Promise<void>
}

/** A gate for `width` tasks at once. */
export function createGate(width: number): Gate {
  const waiting: (() => void)[] = []
  const ended: (() => void)[] = []
  let running = 0
  let closed = false

  const enter = () => {
    running += 1
    return running <= width ? undefined : new Promise<void>((go) => waiting.push(go))
  }
  const leave = () => {
    running -= 1
    waiting.shift()?.()
    if (running === 0) for (const done of ended.splice(0)) done()
  }
  return {
    async pass(task) {
      if (closed) throw new Error('closed, no further task is taken')
      await enter()
      try {
        return await task()
      } finally {
        leave()
      }
    },
    async close() {
      closed = true
      if (running > 0) await new Promise<void>((done) => ended.push(done))
    },
  }
}
