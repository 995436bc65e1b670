import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createOutbox } from '#local/outbox.ts'

const message = {
  key: 'conversion/2026-02/20260301T060000000Z-1a2b3c4d/ada@example.org',
  recipients: ['ada@example.org'],
  subject: 'Conversion',
  text: 'first',
  html: '<p>first</p>',
  attachments: [{ name: 'report.html', contentType: 'text/html', body: Buffer.from('<h1>é</h1>') }],
}

describe('outbox', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outbox-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const read = (suffix: string) => readFile(join(folder, message.key + suffix), 'utf8')

  test('writes the mail and to whom it goes', async () => {
    await createOutbox(folder).send(message)
    expect(await read('.html')).toBe('<p>first</p>')
    const { key, recipients, subject } = message
    expect(await read('.txt')).toBe('first')
    expect(await read('/report.html')).toBe('<h1>é</h1>')
    const attachments = [{ name: 'report.html', contentType: 'text/html' }]
    expect(JSON.parse(await read('.json'))).toEqual({ key, recipients, subject, attachments })
  })

  test('a key is sent once, also by the next process', async () => {
    await createOutbox(folder).send(message)
    await createOutbox(folder).send({ ...message, subject: 'Again', html: '<p>second</p>' })
    expect(await read('.html')).toBe('<p>first</p>')
    expect(JSON.parse(await read('.json'))).toMatchObject({ subject: 'Conversion' })
  })

  test('a mail that was half written is written again', async () => {
    const outbox = createOutbox(folder)
    await outbox.send(message)
    await rm(join(folder, `${message.key}.json`))
    await outbox.send({ ...message, html: '<p>second</p>' })
    expect(await read('.html')).toBe('<p>second</p>')
  })

  test('a chat message is written whole, once', async () => {
    const post = { key: message.key, secret: 'slack/sales', text: 'Conversion', blocks: [{ a: 1 }] }
    await createOutbox(folder).post(post)
    await createOutbox(folder).post({ ...post, text: 'Again' })
    expect(JSON.parse(await read('.json'))).toEqual(post)
  })

  test('a key cannot lead out of the folder', async () => {
    await expect(createOutbox(folder).send({ ...message, key: '../mail' })).rejects.toThrow(/key/)
    expect(await readdir(folder)).toEqual([])
  })
})
