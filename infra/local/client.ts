import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod'
import { RequestError, UsageError } from '#core/errors.ts'
import type { PublishedReport } from '#core/tasks.ts'
import type { EraseStatus } from '#handlers/erase.ts'
import type { EventResult } from '#handlers/ingest.ts'
import type { MaintainResult } from '#handlers/maintain.ts'
import type { MissingRate } from '#handlers/missing-rates.ts'
import type { ReferenceResult } from '#handlers/reference.ts'
import type { ReplayStatus } from '#handlers/replay.ts'
import type { DumpStatus } from './dump.ts'
import { type OwnerAddress, urlOf } from './owner.ts'
import type { Pipeline } from './pipeline.ts'
import type { ReadOnlyResult } from './query-engine.ts'

const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

/** How long a busy owner is asked again before a request fails. */
const patienceMs = 10 * 60_000

const attempts = 5

function refusalOf(text: string): { code: string; message: string } {
  try {
    return refusalSchema.parse(JSON.parse(text)).error
  } catch {
    return { code: 'unknown', message: text.slice(0, 500) }
  }
}

/** Posts JSON and answers the JSON reply; waits and asks again while the owner says 503. */
async function postJson(address: OwnerAddress, path: string, payload: unknown): Promise<unknown> {
  const deadline = Date.now() + patienceMs
  let told = false
  for (;;) {
    const answer = await fetch(`${urlOf(address.port)}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${address.token}`,
      },
      body: JSON.stringify(payload),
    })
    const text = await answer.text()
    if (answer.ok) return text === '' ? undefined : JSON.parse(text)
    const { code, message } = refusalOf(text)
    if (answer.status === 503 && Date.now() < deadline) {
      if (!told) console.error(`Waiting: ${message}`)
      told = true
      await wait(1000 * Number(answer.headers.get('retry-after') ?? 1))
      continue
    }
    if (code === 'usage') throw new UsageError(message)
    throw new RequestError(answer.status, message)
  }
}

/** Posts one batch of events; the token only matters while the owner loads its sample business. */
export async function postEvents(
  address: OwnerAddress,
  events: readonly unknown[],
): Promise<readonly EventResult[]> {
  const answer = await postJson(address, '/v1/events', { events })
  // The owner runs the same code, here and below, so its answers have these shapes.
  return (answer as { results: EventResult[] }).results
}

/** Posts a batch until no event of it is to be sent again; throws when that does not end. */
export async function postSurely(
  post: (events: readonly unknown[]) => Promise<readonly EventResult[]>,
  events: readonly unknown[],
): Promise<readonly EventResult[]> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const results = await post(events)
    if (!results.some((result) => result.status === 'retry')) return results
    await wait(1000)
  }
  throw new RequestError(503, `events were not stored after ${attempts} attempts`)
}

/** The pipeline of a running owner; every call goes over loopback. Throws what the owner refused. */
export function connectTo(address: OwnerAddress): Pipeline {
  const command = (name: string, payload: unknown) =>
    postJson(address, `/commands/${name}`, payload)
  return {
    post: (events) => postEvents(address, events),
    settle: () => command('build', {}),
    reference: async (request) => (await command('reference', request)) as ReferenceResult,
    missingRates: async () => (await command('missing-rates', {})) as MissingRate[],
    report: async (request) => (await command('report', request)) as PublishedReport,
    dump: async (request) => (await command('dump', request)) as DumpStatus,
    maintain: async () => (await command('maintain', {})) as MaintainResult,
    erase: async (request) => (await command('erase', request)) as EraseStatus,
    replay: async (request) => (await command('replay', request)) as ReplayStatus,
    sql: async (request) => (await command('sql', request)) as ReadOnlyResult,
    close: async () => undefined,
  }
}
