import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { logTo } from '#core/log.ts'
import { createIngest } from '#handlers/ingest.ts'
import { memoryEvents, memoryObjects } from '#test/unit/memory.ts'
import { thousandEvents } from './business.ts'
import { runCommand, tempFolder } from './owner.ts'

/** The real ingest behind a port of this machine; `tired` requests are answered 503 first. */
async function startApi(tired: number) {
  logTo(() => undefined)
  const store = memoryEvents()
  const ingest = createIngest({ store, objects: memoryObjects(), clock: { now: () => new Date() } })
  let left = tired
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    if (left-- > 0) return response.writeHead(503, { 'retry-after': '0' }).end('{}')
    const headers = { 'content-type': String(request.headers['content-type']) }
    const body = Buffer.concat(chunks)
    const answer = await ingest({ method: 'POST', path: request.url ?? '', headers, body })
    return response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, store }
}

test('a history goes through the API once, and what is refused is told with its line', async () => {
  const { url, store } = await startApi(2)
  const file = join(await tempFolder(), 'history.ndjson')
  const lines = thousandEvents().map((event) => JSON.stringify(event))
  lines[700] = '{"type":"unheard_of"}'
  await writeFile(file, `${lines.join('\n')}\n`)

  const first = await runCommand('commands/backfill', file, '--to', url)
  expect(first.stdout).toContain(
    `${file} to ${url}/v1/events: 999 accepted, 0 duplicate, 0 conflict, 1 rejected, 0 unreadable`,
  )
  expect(first).toMatchObject({ code: 1, stderr: '' })
  expect(store.events.size).toBe(999)
  for (const { body } of store.events.values()) {
    expect(JSON.parse(body)).toMatchObject({ backfill: true })
  }
  const rejects = (await readFile(`${file}.rejects.ndjson`, 'utf8')).trimEnd()
  expect(JSON.parse(rejects)).toMatchObject({ line: 701, errors: [{ code: 'unknown_type' }] })

  const again = await runCommand('commands/backfill', file, '--to', `${url}/v1/events`)
  expect(again.stdout).toContain('999 accepted, 0 duplicate')
  await writeFile(`${file}.backfill.json`, '{}')
  const broken = await runCommand('commands/backfill', file, '--to', url)
  expect(broken).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('cannot be read: remove'),
  })
})

test('wrong calls end with 2 and send nothing', async () => {
  const folder = await tempFolder()
  const file = join(folder, 'history.ndjson')
  await writeFile(file, '{}\n')
  const said = async (...args: string[]) => {
    const { code, stderr } = await runCommand('commands/backfill', ...args)
    return [code, stderr.trim()]
  }
  expect(await said(file, '--to', 'http://events.example.org')).toEqual([
    2,
    '--to is "http://events.example.org"; allowed is the https address of an event API',
  ])
  expect(await said(join(folder, 'none.ndjson'), '--to', 'http://127.0.0.1:1')).toEqual([
    2,
    `there is no file ${join(folder, 'none.ndjson')}`,
  ])
  expect(existsSync(`${file}.backfill.json`)).toBe(false)
})
