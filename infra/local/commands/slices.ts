import { setTimeout as wait } from 'node:timers/promises'
import type { Slice } from '#core/slices.ts'

/** Asks again until the work is done, not before the moment that an answer names; yields every answer. */
export async function* untilDone<S extends Slice>(ask: () => Promise<S>): AsyncGenerator<S> {
  for (;;) {
    const slice = await ask()
    yield slice
    if (slice.done) return
    await wait(Math.max(0, Date.parse(slice.after ?? '') - Date.now()) || 0)
  }
}
