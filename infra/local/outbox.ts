import type { Chat, Notifier } from '#core/ports.ts'
import { createObjectStore } from './object-store.ts'

/**
 * Writes mails and chat messages into a folder instead of sending them. Of a mail, `<key>.html` and
 * `<key>.txt` are what would be sent, attachments lie below `<key>/`, and `<key>.json` says to whom
 * it goes; of a chat message it is the whole. A key that is there already is not written again.
 */
export function createOutbox(folder: string): Notifier & Chat {
  const store = createObjectStore(folder)
  const isSent = async (key: string) => (await store.get(`${key}.json`)) !== undefined
  // Last, because it is what marks a message as sent.
  const mark = (key: string, sent: object) =>
    store.put(`${key}.json`, `${JSON.stringify({ key, ...sent }, null, 2)}\n`)
  return {
    async send({ key, recipients, subject, text, html, attachments = [] }) {
      if (await isSent(key)) return
      await store.put(`${key}.html`, html)
      await store.put(`${key}.txt`, text)
      for (const { name, body } of attachments) await store.put(`${key}/${name}`, body)
      const names = attachments.map(({ name, contentType }) => ({ name, contentType }))
      await mark(key, { recipients, subject, attachments: names })
    },
    async post({ key, secret, text, blocks }) {
      if (!(await isSent(key))) await mark(key, { secret, text, blocks })
    },
  }
}
