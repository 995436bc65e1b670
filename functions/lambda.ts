import middy from '@middy/core'
import httpHeaderNormalizer from '@middy/http-header-normalizer'
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
  DynamoDBBatchResponse,
} from 'aws-lambda'
import { RequestError } from '#core/errors.ts'
import { errorResponse, type HttpRequest, type HttpResponse } from '#core/http.ts'
import { errorFields, log } from '#core/log.ts'
import type { FeedRecord } from '#core/ports.ts'

function toRequest(event: APIGatewayProxyEventV2): HttpRequest {
  const { headers, rawPath, rawQueryString, requestContext, isBase64Encoded, body = '' } = event
  return {
    method: requestContext.http.method,
    path: rawPath,
    ...(rawQueryString ? { search: `?${rawQueryString}` } : {}),
    headers,
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  }
}

function toResult({ status, headers, body }: HttpResponse): APIGatewayProxyStructuredResultV2 {
  const common = { statusCode: status, headers: { ...headers } }
  if (typeof body === 'string') return { ...common, body }
  return { ...common, body: Buffer.from(body).toString('base64'), isBase64Encoded: true }
}

/** The one place that turns an error into a status code. */
const answerErrors = (): middy.MiddlewareObj => ({
  onError: ({ error }) => toResult(errorResponse(error)),
})

/** Sees the error itself; what the client may learn of it is not decided here. */
const logErrors = (): middy.MiddlewareObj => ({
  onError: ({ error }) => {
    if (error instanceof RequestError && error.status < 500) {
      log('request_refused', { status: error.status, message: error.message })
    } else {
      log('invocation_failed', errorFields(error))
    }
  },
})

/** A handler as Lambda calls it; without a context middy takes an empty one. */
export type Invocation<E, R> = (event: E, context?: Context) => Promise<R>

/**
 * For API Gateway (HTTP API, payload 2.0). Errors run through the chain from its end: they are
 * logged as they are first, and turned into an answer last.
 */
export function http(
  handler: (request: HttpRequest) => Promise<HttpResponse>,
): Invocation<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(answerErrors())
    .use(httpHeaderNormalizer())
    .use(logErrors())
    .handler(async (event: APIGatewayProxyEventV2) =>
      toResult(await handler(toRequest(event))),
    ) as Invocation<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>
}

/**
 * For a stream with partial batch responses: answers the lowest failed sequence, from which on the
 * stream delivers again. A thrown error fails the invocation, and with it the whole batch; only an
 * answer that lists nothing counts as success.
 */
export function stream(
  handler: (records: readonly FeedRecord[]) => Promise<{ readonly failed?: string }>,
): Invocation<readonly FeedRecord[], DynamoDBBatchResponse> {
  return middy<readonly FeedRecord[], DynamoDBBatchResponse>()
    .use(logErrors())
    .handler(async (records: readonly FeedRecord[]) => {
      const { failed } = await handler(records)
      return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] }
    }) as Invocation<readonly FeedRecord[], DynamoDBBatchResponse>
}

/** For invocations by schedule, custom resource or another function: an error fails the invocation. */
export function task<E, R>(handler: (payload: E) => Promise<R>): Invocation<E, R> {
  return middy<E, R>()
    .use(logErrors())
    .handler(async (payload: E) => handler(payload)) as Invocation<E, R>
}
