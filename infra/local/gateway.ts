import { randomUUID } from 'node:crypto'
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2 as GatewayResult,
} from 'aws-lambda'
import type { HttpRequest, HttpResponse } from '#core/http.ts'

/** What API Gateway (payload version 2.0) would hand to the function for this request. */
export function toGatewayEvent(request: HttpRequest): APIGatewayProxyEventV2 {
  const { method, path, search = '', headers, body } = request
  const routeKey = `${method} ${path}`
  const now = new Date()
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: search.slice(1),
    headers: { ...headers },
    requestContext: {
      accountId: 'embedded',
      apiId: 'embedded',
      domainName: headers.host ?? '',
      domainPrefix: '',
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    // Base64 keeps bytes that are not UTF-8 as they came, so that the handler can refuse them.
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  }
}

/** The HTTP response that API Gateway would make of a function's result. */
export function fromGatewayResult(result: GatewayResult): HttpResponse {
  const headers = Object.entries(result.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ])
  const body = result.body ?? ''
  return {
    status: result.statusCode ?? 200,
    headers: Object.fromEntries(headers),
    body: result.isBase64Encoded ? Buffer.from(body, 'base64') : body,
  }
}
