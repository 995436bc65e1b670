import { readFile, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { post, thousandEvents } from './business.ts'
import { type AtEnd, type Owner, runCommand, startOwner, tempFolder } from './owner.ts'

/** The status of a request with headers that fetch would not send. */
function statusOf(url: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end()
  })
}

let data: string
let owner: Owner

beforeAll(async () => {
  const ends: Parameters<AtEnd>[0][] = []
  const atEnd: AtEnd = (task) => ends.unshift(task)
  data = await tempFolder(atEnd)
  owner = await startOwner(data, { atEnd })
  return async () => {
    for (const task of ends) await task()
  }
})

test('only this machine and no foreign page gets an answer', async () => {
  const { url } = owner
  const { port } = new URL(url)
  const events = `${url}/v1/events`
  expect(await statusOf(`${url}/health`, { host: `localhost:${port}` })).toBe(200)
  expect(await statusOf(`${url}/health`, { host: `rebound.example:${port}` })).toBe(403)
  expect(await statusOf(`${url}/health`, { host: '127.0.0.1:1' })).toBe(403)
  expect(await statusOf(events, { origin: 'https://foreign.example' }, 'POST')).toBe(403)
  expect(await statusOf(events, { origin: 'null' }, 'POST')).toBe(403)
  const image = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }
  expect(await statusOf(`${url}/reports/conversion`, image)).toBe(403)
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
  expect(await statusOf(`${url}/health`, link)).toBe(200)
})

test('command routes need the token of the owner, which only its user can read', async () => {
  const { url } = owner
  const file = join(data, 'server.json')
  const { token } = JSON.parse(await readFile(file, 'utf8'))
  const ask = (authorization: string) =>
    fetch(`${url}/commands/build`, { method: 'POST', headers: { authorization }, body: '{}' })
  expect((await ask('')).status).toBe(401)
  expect((await ask(`Bearer ${token}x`)).status).toBe(401)
  expect((await ask(`Bearer ${token}`)).status).toBe(200)
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('only published reports can be read', async () => {
  const { url } = owner
  const paths = ['/reports/../reference/settings.json', '/reports/%2e%2e/reference/settings.json']
  for (const path of [
    ...paths,
    '/reports/..%2freference%2fsettings.json',
    '/reference/settings.json',
  ]) {
    expect([path, await statusOf(`${url}${path}`, {})]).toEqual([path, 404])
  }
})

test('a body over the limit is answered, not cut off', async () => {
  const { url } = owner
  const answer = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: Buffer.alloc(5_000_000, ' '),
  })
  expect(answer.status).toBe(413)
})

test('a folder has one owner', async () => {
  const second = await runCommand('start', '--data', data, '--port', '0')
  expect(second).toMatchObject({ code: 1, stdout: '' })
  expect(second.stderr).toContain(owner.url)
  expect(await post(owner.url, thousandEvents().slice(0, 1))).toEqual(['accepted'])
})
