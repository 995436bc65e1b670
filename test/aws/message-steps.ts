import { describe, expect, test } from 'vitest'
import { reportIds } from '#core/reports/all.ts'
import { mailBytes } from '#render/mail.ts'
import { postWebhook } from './account.ts'
import { mailsIn } from './mails.ts'
import { revisionsIn, textAt } from './published.ts'
import { recorded } from './recorder.ts'
import { recipient } from './settings.ts'
import { until } from './until.ts'
import type { World } from './world.ts'

/** What leaves the pipeline. */
export function describeMessages({ deployed }: World): void {
  const { cloud, objects, publicUrl, address } = deployed
  const mails = () =>
    mailsIn(cloud.folder).filter(({ recipients }) => recipients.includes(recipient))
  const chats = () => recorded(cloud.folder, 'chat')

  describe('messages', () => {
    test('each report of the set went out by mail and to Slack', async () => {
      const all = async () => mails().length + chats().length === 2 * reportIds.length
      await until('messages', all, 120)
      const pages = (await revisionsIn(objects)).map((path) =>
        textAt(objects, `${path}/index.html`),
      )
      const attached = mails().flatMap(({ attachments }) =>
        attachments.map(({ body }) => Buffer.from(body).toString('utf8')),
      )
      expect(attached.toSorted()).toEqual((await Promise.all(pages)).toSorted())
      for (const { html } of mails()) expect(Buffer.byteLength(html)).toBeLessThan(mailBytes)
      for (const { path, body } of chats()) {
        expect(path).toBe('/services/T000/B000/key')
        expect(body).toMatchObject({ text: expect.stringMatching(/\S/), blocks: expect.any(Array) })
      }
    })

    test('delivering again sends nothing', async () => {
      const [path] = await revisionsIn(objects)
      const answer = await deployed.invoke('deliver', { path, set: 'monthly' })
      expect(answer).toEqual({ sent: 0, known: 2, busy: 0 })
    })

    test('the link of a mail leads to its page, any other to nothing', async () => {
      const [mail] = mails()
      const link = mail?.text.split(/\s/).find((word) => word.startsWith(`${publicUrl}r/`)) ?? ''
      const path = link.slice(publicUrl.length - 1)
      const answer = await fetch(address(path), { redirect: 'manual' })
      expect(answer.status).toBe(302)
      const page = await fetch(answer.headers.get('location') ?? '')
      const attached = mail?.attachments[0]?.body ?? Buffer.alloc(0)
      expect(Buffer.from(await page.arrayBuffer())).toEqual(attached)
      expect((await fetch(address(`${path}x`), { redirect: 'manual' })).status).toBe(404)
    })
  })
}

/** What other systems send to it. */
export function describeWebhooks({ deployed }: World): void {
  test('a signed webhook is taken, one with a wrong signature is not', async () => {
    const event = {
      type: 'touch',
      event_id: 'webhook-1',
      name: 'content_viewed',
      visitor_id: 'visitor-1',
      occurred_at: new Date().toISOString(),
      source_system: 'relay',
    }
    expect((await postWebhook(deployed, [event], 'another key')).status).toBe(401)
    const answer = await postWebhook(deployed, [event])
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ results: [{ status: 'accepted' }] })
  })
}
