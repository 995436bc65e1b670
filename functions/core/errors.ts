/** The request cannot be answered; `status` is the HTTP status and the message is shown to the sender. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code = 'request_refused'
  readonly status: number
  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

/** What a person wrote (settings, funnel, mapping, command) is wrong; the message says where and what is allowed. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'usage'
}

/** A query failed; names the query and, where the engine has one, the execution id. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
  readonly code = 'query_failed'
  readonly query: string
  readonly executionId: string | undefined
  constructor(query: string, reason: string, executionId?: string, options?: ErrorOptions) {
    super(`query ${query} failed${executionId ? ` (${executionId})` : ''}: ${reason}`, options)
    this.query = query
    this.executionId = executionId
  }
}

/** Another run holds the lease; try again later. */
export class BusyError extends Error {
  override readonly name = 'BusyError'
  readonly code = 'busy'
}
