import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { beforeEach, describe, expect, test } from 'vitest'
import { RequestError } from '#core/errors.ts'
import { type HttpRequest, jsonResponse } from '#core/http.ts'
import { logTo } from '#core/log.ts'
import type { FeedRecord } from '#core/ports.ts'
import { http, stream, task } from '#functions/lambda.ts'

const gatewayEvent = (
  body: string | undefined,
  isBase64Encoded = false,
): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: 'POST /v1/events',
  rawPath: '/v1/events',
  rawQueryString: '',
  headers: { 'Content-Type': 'application/json' },
  requestContext: {
    accountId: '1',
    apiId: 'a',
    domainName: 'd',
    domainPrefix: 'd',
    http: {
      method: 'POST',
      path: '/v1/events',
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
      userAgent: 't',
    },
    requestId: 'r',
    routeKey: 'POST /v1/events',
    stage: '$default',
    time: '',
    timeEpoch: 0,
  },
  isBase64Encoded,
  ...(body === undefined ? {} : { body }),
})

const records: FeedRecord[] = ['7', '8'].map((sequence) => ({
  sequence,
  event: { eventId: sequence, type: 'stage', receivedAt: '', contentHash: '', body: '{}' },
}))

let logged: Record<string, unknown>[] = []
beforeEach(() => {
  logged = []
  logTo((line) => logged.push(JSON.parse(line)))
})

describe('http', () => {
  const seen: HttpRequest[] = []
  const echo = http(async (request) => {
    seen.push(request)
    return jsonResponse(200, { ok: true })
  })

  test('hands on method, path, lower-case headers and the body as bytes', async () => {
    const result = await echo(gatewayEvent('{"é":1}'))
    expect(result).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"ok":true}',
    })
    expect(seen.at(-1)).toMatchObject({ method: 'POST', path: '/v1/events' })
    expect({ ...seen.at(-1)?.headers }).toEqual({ 'content-type': 'application/json' })
    expect(Buffer.from(seen.at(-1)?.body ?? []).toString()).toBe('{"é":1}')
  })

  test('decodes a base64 body, and takes none as empty', async () => {
    await echo(gatewayEvent(Buffer.from([0, 255]).toString('base64'), true))
    expect([...(seen.at(-1)?.body ?? [])]).toEqual([0, 255])
    await echo(gatewayEvent(undefined))
    expect(seen.at(-1)?.body.byteLength).toBe(0)
  })

  test('encodes bytes in base64', async () => {
    const bytes = http(async () => ({ status: 200, headers: {}, body: Uint8Array.of(0, 255) }))
    expect(await bytes(gatewayEvent(''))).toMatchObject({ isBase64Encoded: true, body: 'AP8=' })
  })

  test('a refused request is answered with its status and message', async () => {
    const refusing = http(async () => {
      throw new RequestError(415, 'send application/json')
    })
    const result = await refusing(gatewayEvent('{}'))
    expect(result.statusCode).toBe(415)
    expect(JSON.parse(result.body ?? '')).toEqual({
      error: { code: 'request_refused', message: 'send application/json' },
    })
    expect(logged).toEqual([
      { code: 'request_refused', status: 415, message: 'send application/json' },
    ])
  })

  test.each([
    ['error', new Error('password is hunter2'), 500],
    ['refusal above 499', new RequestError(503, 'table hunter2 is down'), 503],
    ['thrown string', 'hunter2', 500],
    ['nothing', undefined, 500],
  ])(
    'a thrown %s is no success: the log has it, the client does not',
    async (_, thrown, status) => {
      const failing = http(async () => {
        throw thrown
      })
      const result = await failing(gatewayEvent('{}'))
      expect(result.statusCode).toBe(status)
      expect(result.body).not.toContain('hunter2')
      expect(logged).toHaveLength(1)
      expect(logged[0]?.code).toBe('invocation_failed')
      if (thrown !== undefined) expect(JSON.stringify(logged)).toContain('hunter2')
    },
  )

  test('a handler that answers nothing is no success', async () => {
    const silent = http((async () => undefined) as unknown as Parameters<typeof http>[0])
    expect((await silent(gatewayEvent('{}'))).statusCode).toBe(500)
  })
})

describe('stream', () => {
  test('success lists nothing', async () => {
    expect(await stream(async () => ({}))(records)).toEqual({ batchItemFailures: [] })
  })

  test('names the failed sequence', async () => {
    const failing = stream(async ([, second]) => ({ failed: second?.sequence ?? '' }))
    expect(await failing(records)).toEqual({ batchItemFailures: [{ itemIdentifier: '8' }] })
  })

  test('a thrown error is no success: the whole batch fails, with the error itself', async () => {
    const error = new Error('lake is down')
    const failing = stream(async () => {
      throw error
    })
    await expect(failing(records)).rejects.toBe(error)
    expect(logged).toMatchObject([{ code: 'invocation_failed', message: 'lake is down' }])
  })

  test('a handler that answers nothing is no success', async () => {
    const silent = stream((async () => undefined) as unknown as Parameters<typeof stream>[0])
    await expect(silent(records)).rejects.toThrow(TypeError)
  })
})

describe('task', () => {
  test('hands on the payload and the result', async () => {
    expect(await task(async (days: number) => days + 1)(6)).toBe(7)
  })

  test('may answer nothing', async () => {
    expect(await task(async () => undefined)({})).toBeUndefined()
  })

  test('a thrown error is no success: it is thrown on, and logged with its cause', async () => {
    const error = new Error('query failed', { cause: new Error('no such table') })
    const failing = task(async () => {
      throw error
    })
    await expect(failing({})).rejects.toBe(error)
    expect(logged).toMatchObject([{ code: 'invocation_failed', cause: 'no such table' }])
  })
})
