export interface Pause {
  readonly sleep: (ms: number) => Promise<void>
  /** Uniform in [0, 1): spreads retries so that callers that collided do not collide again. */
  readonly random: () => number
}

export const realPause: Pause = {
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
}

const throttlingNames = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
])

const brokenConnectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'])

interface SdkError extends Error {
  readonly code?: unknown
  readonly $fault?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number }
}

const asSdkError = (error: unknown): SdkError | undefined =>
  error instanceof Error ? (error as SdkError) : undefined

export const errorName = (error: unknown): string => asSdkError(error)?.name ?? ''

/**
 * True when the service refused the call because of its rate, so that it was certainly not carried
 * out.
 */
export function isThrottling(error: unknown): boolean {
  return (
    throttlingNames.has(errorName(error)) || asSdkError(error)?.$metadata?.httpStatusCode === 429
  )
}

/**
 * True for throttling, faults of the service and broken connections: the same call may work later.
 */
export function isTransient(error: unknown): boolean {
  const sdkError = asSdkError(error)
  if (!sdkError) return false
  const status = sdkError.$metadata?.httpStatusCode ?? 0
  return (
    isThrottling(error) ||
    status >= 500 ||
    sdkError.$fault === 'server' ||
    sdkError.name === 'TimeoutError' ||
    brokenConnectionCodes.has(String(sdkError.code))
  )
}

/**
 * Milliseconds to wait before try `attempt` + 1: doubling from `firstMs` up to `mostMs`, half of
 * it random.
 */
export function backoffMs(
  attempt: number,
  firstMs: number,
  mostMs: number,
  random: () => number,
): number {
  const ceiling = Math.min(mostMs, firstMs * 2 ** attempt)
  return ceiling / 2 + (ceiling / 2) * random()
}
