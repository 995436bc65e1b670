import * as z from 'zod'
import { BusyError } from '#core/errors.ts'
import { errorFields, log } from '#core/log.ts'
import { type Pause, realPause } from './retry.ts'

const request = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  /** Presigned: who has it can answer, so it is never logged. */
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
  ResourceProperties: z.record(z.string(), z.unknown()),
})

type Request = z.infer<typeof request>

interface Options {
  /** What is made; the same on every answer, since another one would make CloudFormation delete it. */
  readonly id: string
  /** What to do after a failure, a sentence. */
  readonly advice: string
  readonly fetch?: typeof fetch
  readonly pause?: Pause
}

const mostTries = 4
const waitMs = 15_000

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Another run ends, and what a new role was just granted takes a while to hold everywhere. */
const mayPass = (error: unknown): boolean =>
  error instanceof BusyError ||
  /access ?denied|not authorized|insufficient permissions/i.test(String(error))

/** In characters: CloudFormation takes answers of 4096 bytes. */
const longestReason = 1000

/**
 * A handler behind a CloudFormation custom resource: runs it with the resource's properties when the
 * resource is created or updated, does nothing when it is deleted, and tells CloudFormation how that
 * went. Throws only when the answer could not be given, so that Lambda tries again.
 */
export function createCustomResource(
  run: (properties: Readonly<Record<string, unknown>>) => Promise<void>,
  { id, advice, fetch: send = fetch, pause = realPause }: Options,
): (input: unknown) => Promise<void> {
  return async (input) => {
    const asked = request.parse(input)
    const error = asked.RequestType === 'Delete' ? undefined : await failureOf(run, asked, pause)
    const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = id } = asked
    const answer = {
      ...(error === undefined
        ? { Status: 'SUCCESS' }
        : { Status: 'FAILED', Reason: `${messageOf(error).slice(0, longestReason)}. ${advice}` }),
      PhysicalResourceId,
      StackId,
      RequestId,
      LogicalResourceId,
    }
    // Bytes, because a text would bring a content type that the presigned address does not allow.
    const response = await send(asked.ResponseURL, {
      method: 'PUT',
      body: Buffer.from(JSON.stringify(answer)),
      signal: AbortSignal.timeout(20_000),
    })
    if (!response.ok) throw new Error(`CloudFormation took no answer: status ${response.status}`)
  }
}

/** What the last try threw, undefined after one that did not. */
async function failureOf(
  run: (properties: Request['ResourceProperties']) => Promise<void>,
  { ResourceProperties }: Request,
  pause: Pause,
): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    try {
      await run(ResourceProperties)
      return undefined
    } catch (error) {
      log('custom_resource_failed', errorFields(error))
      if (tries === mostTries || !mayPass(error)) return error
    }
    await pause.sleep(waitMs)
  }
}
