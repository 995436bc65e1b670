import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Notification, Notifier } from '#core/ports.ts'
import type { Opened } from './opened.ts'

export interface OpenedNotifier extends Opened<Notifier> {
  /** What reached the recipients under the key, as the adapter's far end saw it. */
  delivered(key: string): Promise<Omit<Notification, 'key'>[]>
}

const message = (changes: Partial<Notification> = {}): Notification => ({
  key: `conversion/2026-02/${randomUUID()}/ada@example.org`,
  recipients: ['ada@example.org'],
  subject: 'Conversion, February 2026',
  text: '10.5 %',
  html: '<p>10.5 %</p>',
  attachments: [],
  ...changes,
})

/** What every notifier promises. */
export function describeNotifier(name: string, open: () => Promise<OpenedNotifier>): void {
  describe(`notifier: ${name}`, () => {
    let opened: OpenedNotifier

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    test('a message arrives whole', async () => {
      const { key, ...content } = message({
        recipients: ['ada@example.org', 'grace@example.org'],
        subject: 'Überblick “März” 😀',
        text: 'é\n“10.5 %”',
        attachments: [
          { name: 'report.html', contentType: 'text/html', body: Buffer.from('<h1>é 😀</h1>') },
          { name: 'rows.csv', contentType: 'text/csv', body: Buffer.from([0, 255, 10]) },
        ],
        html: `<p title="it's">é\n${'x'.repeat(90_000)}</p>`,
      })
      await opened.port.send({ key, ...content })
      expect(await opened.delivered(key)).toEqual([content])
    })

    test('two keys are two messages', async () => {
      const [first, second] = [message(), message({ subject: 'Velocity' })]
      await Promise.all([opened.port.send(first), opened.port.send(second)])
      expect(await opened.delivered(first.key)).toHaveLength(1)
      expect((await opened.delivered(second.key)).map(({ subject }) => subject)).toEqual([
        'Velocity',
      ])
    })
  })
}
