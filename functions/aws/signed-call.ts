import { SignatureV4 } from '@smithy/signature-v4'

/** The part of an SDK client's configuration that signs; every client has it. */
export type SigningConfig = Pick<
  ConstructorParameters<typeof SignatureV4>[0],
  'credentials' | 'region' | 'sha256'
>

/** Calls an operation of a service that speaks JSON; answers its body, throws ServiceError. */
export type ServiceCall = (operation: string, input: object) => Promise<unknown>

export interface ServiceOptions {
  readonly signing: SigningConfig
  /** Name of the service in signatures. */
  readonly service: string
  /** What stands before the operation's name. */
  readonly target: string
  readonly endpoint: URL
  readonly timeoutMs: number
}

const jsonType = 'application/x-amz-json-1.1'

/** An answer as error, named like the SDK's own errors. */
function serviceError(status: number, body: unknown): Error {
  const { __type: type = 'UnknownError', message = '' } = body as Record<string, unknown>
  const name = String(type).replace(/^.*#/, '')
  const fields = { name, $metadata: { httpStatusCode: status } }
  return Object.assign(new Error(`${name}: ${String(message)}`), fields)
}

/**
 * For the one operation of a service whose client would be larger than the function: the request is
 * signed by the library that the SDK signs with.
 */
export function createServiceCall(options: ServiceOptions): ServiceCall {
  const { endpoint, service, target, timeoutMs } = options
  const signer = new SignatureV4({ ...options.signing, service })
  return async (operation, input) => {
    const signed = await signer.sign({
      method: 'POST',
      protocol: endpoint.protocol,
      hostname: endpoint.hostname,
      path: '/',
      query: {},
      headers: {
        host: endpoint.host,
        'content-type': jsonType,
        'x-amz-target': `${target}.${operation}`,
      },
      body: JSON.stringify(input),
    })
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: signed.headers,
      body: signed.body,
      signal: AbortSignal.timeout(timeoutMs),
    })
    const body: unknown = await answer.json()
    if (!answer.ok) throw serviceError(answer.status, body)
    return body
  }
}
