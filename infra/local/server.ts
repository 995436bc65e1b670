import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UsageError } from '#core/errors.ts'
import { errorResponse, type HttpRequest, type HttpResponse, jsonResponse } from '#core/http.ts'
import { limits } from '#core/limits.ts'
import { errorFields, log } from '#core/log.ts'

/** A request of the embedded server: the API's, with its query. */
export interface LocalRequest extends HttpRequest {
  readonly query: URLSearchParams
}

export interface LocalServer {
  readonly port: number
  /** Takes no new request; resolves when the open ones are answered. */
  close(): Promise<void>
}

const loopback = '127.0.0.1'
const droppedBytes = 32 * limits.bodyBytes
const closePatienceMs = 10_000

/** Sent with every answer: pages may show inline styles and pictures, and nothing else. */
const safetyHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

/** A refusal in the API's shape. */
export const refuse = (status: number, code: string, message: string): HttpResponse =>
  jsonResponse(status, { error: { code, message } })

/**
 * Why a request may not be answered at all: only names of this machine are served, so that a web
 * page elsewhere can reach nothing here by a rebound name or a forged post.
 */
function refusal(request: IncomingMessage, port: number): HttpResponse | undefined {
  const names = [`${loopback}:${port}`, `localhost:${port}`]
  const { host, origin } = request.headers
  if (host === undefined || !names.includes(host)) {
    return refuse(403, 'foreign_host', `this server answers as ${names.join(' or ')} only`)
  }
  if (origin !== undefined && !names.some((name) => origin === `http://${name}`)) {
    return refuse(403, 'foreign_origin', 'requests from other web pages are refused')
  }
  const site = request.headers['sec-fetch-site']
  if (site === 'cross-site' && request.headers['sec-fetch-mode'] !== 'navigate') {
    return refuse(403, 'foreign_origin', 'requests from other web pages are refused')
  }
  return undefined
}

/**
 * The body, or undefined when it is larger than the API takes; the rest is read and dropped, since
 * a client that is still writing would see a reset instead of the answer.
 */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > droppedBytes) request.destroy()
    if (size <= limits.bodyBytes) chunks.push(chunk)
  }
  return size > limits.bodyBytes ? undefined : Buffer.concat(chunks)
}

function toRequest(request: IncomingMessage, body: Buffer): LocalRequest {
  const url = new URL(request.url ?? '/', `http://${loopback}`)
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    search: url.search,
    headers: Object.fromEntries(headers),
    body,
  }
}

function answer(response: ServerResponse, result: HttpResponse): void {
  response.writeHead(result.status, {
    ...safetyHeaders,
    ...result.headers,
    'content-length': Buffer.byteLength(result.body),
  })
  response.end(response.req.method === 'HEAD' ? undefined : result.body)
}

async function respond(
  request: IncomingMessage,
  port: number,
  routes: (request: LocalRequest) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const refused = refusal(request, port)
  if (refused) return refused
  const body = await readBody(request)
  if (body === undefined) {
    return refuse(413, 'too_large', `the body is larger than ${limits.bodyBytes} bytes`)
  }
  return routes(toRequest(request, body))
}

/** Listens on the loopback interface; port 0 takes any free one. Throws UsageError when it is taken. */
export async function startServer(
  port: number,
  routes: (request: LocalRequest) => Promise<HttpResponse>,
): Promise<LocalServer> {
  const server = createServer()
  const bound = await listen(server, port)
  server.on('request', (request, response) => {
    respond(request, bound, routes)
      .catch((error: unknown) => {
        log('request_failed', { method: request.method, url: request.url, ...errorFields(error) })
        return errorResponse(error)
      })
      .then((result) => {
        if (!server.listening) response.setHeader('connection', 'close')
        answer(response, result)
      })
      .catch((error: unknown) => log('answer_not_sent', errorFields(error)))
  })
  return { port: bound, close: () => closeServer(server) }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      const message = `port ${port} is taken; choose another with --port, 0 for any free one`
      reject(taken ? new UsageError(message) : error)
    })
    server.listen(port, loopback, () => resolve((server.address() as AddressInfo).port))
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const impatient = setTimeout(() => server.closeAllConnections(), closePatienceMs)
    server.close(() => {
      clearTimeout(impatient)
      resolve()
    })
    server.closeIdleConnections()
  })
}
