import { S3Client } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { createPageAddress } from '#functions/aws/page-address.ts'

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'a+b/c=' }
const client = new S3Client({ region: 'eu-central-1', credentials })
const addressOf = (endpoint = 'https://s3.eu-central-1.amazonaws.com') =>
  createPageAddress(client, 'my-bucket', () => new URL(endpoint))

test('an address opens one page for five minutes', async () => {
  const address = new URL(await addressOf()('reports/review/2026-02/r1'))
  expect(address.origin + address.pathname).toBe(
    'https://s3.eu-central-1.amazonaws.com/my-bucket/reports/review/2026-02/r1/index.html',
  )
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': expect.stringMatching(/^AKID\/\d{8}\/eu-central-1\/s3\/aws4_request$/),
    'X-Amz-Expires': '300',
    'X-Amz-Security-Token': 'a+b/c=',
    'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    'X-Amz-SignedHeaders': 'host',
    // Without it S3 computes another signature.
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
  })
})

test('what a period may be called is escaped once', async () => {
  const address = await addressOf()("reports/review/2026-02-01..2026-02-14/it's")
  expect(address).toContain('/reports/review/2026-02-01..2026-02-14/it%27s/index.html?')
})

test('another endpoint keeps its port', async () => {
  expect(await addressOf('http://127.0.0.1:4566/')('reports/a')).toMatch(
    /^http:\/\/127\.0\.0\.1:4566\/my-bucket\/reports\/a\/index\.html\?/,
  )
})
