import { setTimeout as delay } from 'node:timers/promises'

/** The first answer that is neither undefined nor false; throws when there is none in time. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  seconds: number,
): Promise<T> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > end) throw new Error(`no ${what} after ${seconds} seconds`)
    await delay(200)
  }
}
