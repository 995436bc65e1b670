import { expect, test } from 'vitest'
import { linkTo } from '#core/link.ts'
import { createLink } from '#handlers/link.ts'
import { clockAt } from '../memory.ts'

const now = '2026-03-02T06:00:00.000Z'
const link = createLink({
  secrets: { get: async (name) => (name === 'links' ? ['new', 'old'] : []) },
  clock: clockAt(now),
  addressOf: async (path) => `https://bucket.example.com/${path}/index.html?signed`,
})

const ask = (path: string) =>
  link({ method: 'GET', path: `/${path}`, headers: {}, body: new Uint8Array() })

test.each(['new', 'old'])('a link signed by the %s secret leads to its page', async (secret) => {
  const answer = await ask(linkTo('reports/review/2026-02/r1', secret, new Date(now)))
  expect(answer).toMatchObject({
    status: 302,
    headers: {
      location: 'https://bucket.example.com/reports/review/2026-02/r1/index.html?signed',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
  })
})

test('anything else is not there', async () => {
  const ended = new Date(Date.parse(now) - 91 * 86_400_000)
  for (const path of [
    linkTo('reports/review/2026-02/r1', 'guess', new Date(now)),
    linkTo('reports/review/2026-02/r1', 'new', ended),
    'r/',
    'r/x',
  ]) {
    await expect(ask(path)).rejects.toMatchObject({ status: 404 })
  }
})
