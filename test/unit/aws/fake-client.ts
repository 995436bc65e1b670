import type { Pause } from '#functions/aws/retry.ts'

export interface Call {
  /** Class name of the command, such as `PutItemCommand`. */
  readonly command: string
  readonly input: Readonly<Record<string, unknown>>
}

type Answer = (call: Call, index: number) => unknown

/** An SDK client whose answers are made by hand: an answer that is an Error is thrown. */
export function fakeClient<Client extends { send: unknown }>(answer: Answer) {
  const calls: Call[] = []
  const send = async (command: { input: Call['input'] }) => {
    const call = { command: command.constructor.name, input: command.input }
    calls.push(call)
    const output = await answer(call, calls.length - 1)
    if (output instanceof Error) throw output
    return output
  }
  // The one cast: the real type of `send` has an overload for each of the service's commands.
  return { client: { send } as unknown as Pick<Client, 'send'>, calls }
}

/** An error as the SDK throws it. */
export function sdkError(name: string, httpStatusCode: number, more: object = {}): Error {
  return Object.assign(new Error(`${name} by hand`), { name, $metadata: { httpStatusCode } }, more)
}

/** Never waits, and keeps what it was asked to wait. */
export function fakePause(
  onSleep: (ms: number) => void = () => {},
): Pause & { readonly slept: number[] } {
  const slept: number[] = []
  return {
    slept,
    random: () => 1,
    sleep: async (ms) => {
      slept.push(ms)
      onSleep(ms)
    },
  }
}
