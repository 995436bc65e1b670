import { RequestError } from './errors.ts'

/** One HTTP request, free of any server or gateway; header names are in lower case. */
export interface HttpRequest {
  readonly method: string
  readonly path: string
  /** The query as sent, with its question mark; absent or empty without one. */
  readonly search?: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** A JSON answer. */
export function jsonResponse(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  }
}

/**
 * The answer to an error: a RequestError below 500 shows its status and message, anything else
 * is a 500 that says nothing about its cause.
 */
export function errorResponse(error: unknown): HttpResponse {
  if (error instanceof RequestError && error.status < 500) {
    return jsonResponse(error.status, { error: { code: error.code, message: error.message } })
  }
  const status = error instanceof RequestError ? error.status : 500
  return jsonResponse(status, { error: { code: 'internal', message: 'internal error' } })
}
