/**
 * Runs `work` over the items, `width` at a time; after an error starts none, awaits those begun,
 * then throws it.
 */
export async function forEachConcurrent<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  const errors: unknown[] = []
  async function drain(): Promise<void> {
    for (const item of queue) {
      if (errors.length > 0) return
      try {
        await work(item)
      } catch (error) {
        errors.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, drain))
  if (errors.length > 0) throw errors[0]
}
