/**
 * Waits for all of them, also after one failed, so that nothing goes on behind the caller's back;
 * then the results in order, or the first failure in order.
 */
export async function together<T>(tasks: Iterable<Promise<T>>): Promise<T[]> {
  const ends = await Promise.allSettled(tasks)
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
}
