import type { Chat, ChatMessage, Secrets } from '#core/ports.ts'
import { backoffMs, type Pause, realPause } from './retry.ts'

/** Posts JSON to an address; answers what Slack said. */
export type PostJson = (
  address: string,
  body: string,
) => Promise<{ readonly status: number; readonly retryAfter: string | null; readonly text: string }>

export interface ChatOptions {
  readonly secrets: Secrets
  readonly post?: PostJson
  readonly pause?: Pause
}

const timeoutMs = 10_000
const mostTries = 4
const mostWaitMs = 20_000

const postJson: PostJson = async (address, body) => {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  })
  const text = await answer.text()
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text }
}

function isAddress(value: string): boolean {
  return URL.canParse(value) && new URL(value).protocol === 'https:'
}

async function addressOf(secrets: Secrets, secret: string): Promise<string> {
  const [address] = await secrets.get(secret)
  if (address === undefined || !isAddress(address)) {
    const state = address === undefined ? 'is missing' : 'holds no https address'
    throw new Error(`the secret ${secret} ${state}: store the address of the Slack webhook in it`)
  }
  return address
}

/** Undefined when no answer came; why is not kept, since such an error may quote the address. */
async function tryPost(post: PostJson, address: string, body: string) {
  try {
    return await post(address, body)
  } catch {
    return undefined
  }
}

/** Milliseconds that Slack asks to wait, at most twenty seconds. */
function waitOf(retryAfter: string | null | undefined, attempt: number, pause: Pause): number {
  const asked = Number(retryAfter ?? Number.NaN) * 1000
  if (Number.isFinite(asked) && asked >= 0) return Math.min(asked, mostWaitMs)
  return backoffMs(attempt, 500, mostWaitMs, pause.random)
}

async function deliver(options: Required<ChatOptions>, message: ChatMessage): Promise<void> {
  const { secrets, post, pause } = options
  const { secret, text, blocks } = message
  const address = await addressOf(secrets, secret)
  const body = JSON.stringify({ text, blocks })
  for (let attempt = 0; ; attempt += 1) {
    const answer = await tryPost(post, address, body)
    if (answer?.status === 200) return
    const isPassing = answer === undefined || answer.status === 429 || answer.status >= 500
    if (!isPassing || attempt + 1 === mostTries) {
      const said = answer === undefined ? 'no answer' : `${answer.status} ${answer.text}`
      throw new Error(`Slack did not take the message for ${secret}: ${said}`.slice(0, 300))
    }
    await pause.sleep(waitOf(answer?.retryAfter, attempt, pause))
  }
}

/**
 * Slack, through the incoming webhook whose address a secret holds. Waits as long as Slack asks and
 * tries four times; an error never shows the address, which is a key.
 */
export function createChat({ secrets, post = postJson, pause = realPause }: ChatOptions): Chat {
  return { post: (message) => deliver({ secrets, post, pause }, message) }
}
