import type { Notifier } from '#core/ports.ts'
import { createObjectStore } from './object-store.ts'

/**
 * Writes mail into a folder instead of sending it: `<key>.html` is what would be sent and
 * `<key>.json` says to whom. A key that is there already is not written again.
 */
export function createOutbox(folder: string): Notifier {
  const store = createObjectStore(folder)
  return {
    async send({ key, recipients, subject, html }) {
      if (await store.get(`${key}.json`)) return
      await store.put(`${key}.html`, html)
      // Last, because it is what marks the mail as sent.
      await store.put(`${key}.json`, `${JSON.stringify({ key, recipients, subject }, null, 2)}\n`)
    },
  }
}
