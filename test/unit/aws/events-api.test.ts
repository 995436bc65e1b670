import { S3Client } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { createEventsApi } from '#functions/aws/events-api.ts'

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'session' }
const signing = new S3Client({ region: 'us-east-1', credentials }).config
const deployed = new URL('https://abc123.execute-api.eu-central-1.amazonaws.com/v1/events')

interface Sent {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An API that answers by hand. */
function api(url: URL, response: Response, options: { signing?: typeof signing } = {}) {
  const sent: Sent[] = []
  const post = createEventsApi({
    url,
    ...options,
    fetch: async (target, init) => {
      const headers = Object.fromEntries(new Headers(init?.headers))
      sent.push({ url: String(target), headers, body: String(init?.body) })
      return response
    },
  })
  return { sent, post }
}

const stored = { index: 0, event_id: 'a', status: 'accepted', errors: [] }
const success = () => Response.json({ results: [stored] })

test('a batch is posted as the API takes it, signed in the region of its address', async () => {
  const { sent, post } = api(deployed, success(), { signing })
  expect(await post([{ type: 'stage' }])).toEqual([stored])
  expect(sent).toMatchObject([{ url: deployed.href, body: '{"events":[{"type":"stage"}]}' }])
  expect(sent[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-amz-security-token': 'session',
    authorization: expect.stringMatching(
      /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-central-1\/execute-api\/aws4_request, SignedHeaders=content-type;host;/,
    ),
  })
})

test('an address of your own is signed in the region of the credentials', async () => {
  const { sent, post } = api(new URL('https://events.example.org/v1/events'), success(), {
    signing,
  })
  await post([{}])
  expect(sent[0]?.headers.authorization).toContain('/us-east-1/execute-api/')
})

test('without credentials nothing is signed', async () => {
  const { sent, post } = api(new URL('http://127.0.0.1:4800/v1/events'), success())
  await post([{}])
  expect(sent[0]?.headers).not.toHaveProperty('authorization')
})

test.each([
  [403, '{"message":"Forbidden"}', 'status 403: Forbidden; the identity needs execute-api:Invoke'],
  [429, '{"message":"Too Many Requests"}', 'status 429: Too Many Requests'],
  [415, '{"error":{"code":"request_refused","message":"send JSON"}}', 'status 415: send JSON'],
  [503, '{"results":[]}', 'status 503'],
  [200, '<html>a proxy</html>', 'status 200: <html>a proxy</html>'],
])(
  'an answer of %d is an error with what it said, and carries the response',
  async (status, body, message) => {
    const response = new Response(body, { status })
    const failing = api(deployed, response, { signing }).post([{}])
    await expect(failing).rejects.toThrow(message)
    await expect(failing).rejects.toMatchObject({ name: 'RequestError', status, cause: response })
  },
)
