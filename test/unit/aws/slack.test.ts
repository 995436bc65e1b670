import { describe, expect, test } from 'vitest'
import { createChat, type PostJson } from '#functions/aws/slack.ts'
import { fakePause } from './fake-client.ts'

const address = 'https://hooks.slack.com/services/T0/B0/key'
const message = { key: 'k', secret: 'slack/sales', text: 'T', blocks: [{ type: 'divider' }] }

type Answer = Awaited<ReturnType<PostJson>> | Error

const answer = (status: number, text = '', retryAfter: string | null = null) => ({
  status,
  text,
  retryAfter,
})

function setup(answers: readonly Answer[], values: readonly string[] = [address]) {
  const posts: { address: string; body: unknown }[] = []
  const pause = fakePause()
  const { post } = createChat({
    secrets: { get: async (name) => (name === 'slack/sales' ? values : []) },
    pause,
    post: async (to, body) => {
      posts.push({ address: to, body: JSON.parse(body) })
      const next = answers[posts.length - 1] ?? answer(200, 'ok')
      if (next instanceof Error) throw next
      return next
    },
  })
  return { send: () => post(message), posts, slept: pause.slept }
}

describe('Slack', () => {
  test('posts text and blocks to the address that the secret holds, the newest', async () => {
    const { send, posts } = setup([], [address, 'https://old.example.com'])
    await send()
    expect(posts).toEqual([{ address, body: { text: 'T', blocks: [{ type: 'divider' }] } }])
  })

  test('waits as long as it is asked to, though not for ever', async () => {
    const { send, posts, slept } = setup([answer(429, '', '7'), answer(429, '', '3600')])
    await send()
    expect(slept).toEqual([7000, 20_000])
    expect(posts).toHaveLength(3)
  })

  test('tries again, ever later, when there is no answer or a fault of the service', async () => {
    const { send, posts, slept } = setup([new Error('reset'), answer(503), answer(500)])
    await send()
    expect(posts).toHaveLength(4)
    expect(slept).toEqual([500, 1000, 2000])
  })

  test('gives up after four tries', async () => {
    const { send, posts } = setup(Array.from({ length: 9 }, () => answer(503, 'busy')))
    await expect(send()).rejects.toThrow('Slack did not take the message for slack/sales: 503 busy')
    expect(posts).toHaveLength(4)
  })

  test.each([
    [400, 'invalid_blocks'],
    [404, 'no_service'],
    [403, 'action_prohibited'],
  ])('%d %s is final, and does not show the address', async (status, text) => {
    const { send, posts } = setup([answer(status, text)])
    const error = await send().catch((reason: Error) => reason)
    expect(String(error)).toContain(`${status} ${text}`)
    expect(String(error)).not.toContain('hooks.slack.com')
    expect(posts).toHaveLength(1)
  })

  test('an error of the connection does not show the address either', async () => {
    const { send } = setup(Array.from({ length: 4 }, () => new Error(`fetch ${address} failed`)))
    await expect(send()).rejects.toThrow('no answer')
  })

  test.each([
    [[], 'is missing'],
    [['http://hooks.slack.com/services/T0'], 'holds no https address'],
    [['xoxb-token'], 'holds no https address'],
  ])('a secret of %j is refused with what to do', async (values, reason) => {
    const { send, posts } = setup([], values)
    await expect(send()).rejects.toThrow(`the secret slack/sales ${reason}: store the address`)
    expect(posts).toEqual([])
  })
})
