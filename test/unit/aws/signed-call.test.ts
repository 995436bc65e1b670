import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createServiceCall } from '#functions/aws/signed-call.ts'

let seen: { request: IncomingMessage; body: string } | undefined
let answer = { status: 200, body: '{"SecretString":"s"}' }

const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  seen = { request, body }
  response.writeHead(answer.status).end(answer.body)
})

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve())))
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))

function call() {
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'session' }
  return createServiceCall({
    signing: new S3Client({ region: 'eu-central-1', credentials }).config,
    service: 'secretsmanager',
    target: 'secretsmanager',
    endpoint: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    timeoutMs: 5000,
  })
}

test('the call names its operation and is signed for the service, body and session included', async () => {
  answer = { status: 200, body: '{"SecretString":"s"}' }
  expect(await call()('GetSecretValue', { SecretId: 'a' })).toEqual({ SecretString: 's' })
  const headers = seen?.request.headers
  expect(seen?.body).toBe('{"SecretId":"a"}')
  expect(headers?.['x-amz-target']).toBe('secretsmanager.GetSecretValue')
  expect(headers?.['x-amz-security-token']).toBe('session')
  expect(headers?.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-central-1\/secretsmanager\/aws4_request, SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, Signature=[0-9a-f]{64}$/,
  )
})

test('a refusal is an error named as the SDK names it', async () => {
  answer = {
    status: 400,
    body: '{"__type":"com.amazonaws#ResourceNotFoundException","message":"m"}',
  }
  await expect(call()('GetSecretValue', {})).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 400 },
  })
})
