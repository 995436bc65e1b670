import { randomUUID } from 'node:crypto'
import { BusyError } from '#core/errors.ts'
import type { Clock, ObjectStore } from '#core/ports.ts'

/** A state object: what the last successful run left, and who is running now. */
interface StateObject<T> {
  readonly value?: T
  readonly lease?: { readonly holder: string; readonly until: string }
}

export interface LeasePorts {
  readonly objects: ObjectStore
  readonly clock: Clock
  /** Who runs; a holder takes over its own lease. Default: a new one for each run. */
  readonly holder?: string
}

// Longer than a Lambda function can run, so that an expired lease has no living holder.
const leaseMs = 20 * 60 * 1000

/** Whose lease holds the scratch schema. */
export const scratchState = 'state/scratch.json'

const encode = (state: StateObject<unknown>) => `${JSON.stringify(state, null, 2)}\n`

async function read<T>(objects: ObjectStore, key: string) {
  const stored = await objects.get(key)
  const state = stored ? JSON.parse(Buffer.from(stored.body).toString('utf8')) : {}
  return { state: state as StateObject<T>, tag: stored?.tag }
}

/** What the last successful run left under the key. */
export async function readState<T>(objects: ObjectStore, key: string): Promise<T | undefined> {
  return (await read<T>(objects, key)).state.value
}

/**
 * Runs alone: takes the lease kept in the state object, gives `run` the last value and stores the
 * value it returns. Throws BusyError while another holder's lease lasts; on failure the old value
 * stays.
 */
export async function withLease<T>(
  { objects, clock, holder = randomUUID() }: LeasePorts,
  key: string,
  run: (value: T | undefined) => Promise<T>,
): Promise<T> {
  const { state, tag } = await read<T>(objects, key)
  const now = clock.now()
  if (state.lease && state.lease.holder !== holder && state.lease.until > now.toISOString()) {
    throw new BusyError(`${key} is held by ${state.lease.holder} until ${state.lease.until}`)
  }
  const lease = { holder, until: new Date(now.getTime() + leaseMs).toISOString() }
  const condition = tag === undefined ? ({ absent: true } as const) : { tag }
  const held = await objects.put(key, encode({ ...state, lease }), condition)
  if (held === undefined) throw new BusyError(`${key} was taken by another run`)
  const kept = state.value === undefined ? {} : { value: state.value }
  try {
    const value = await run(state.value)
    const stored = await objects.put(key, encode({ value }), { tag: held })
    if (stored === undefined) throw new BusyError(`${key} was taken over by another run`)
    return value
  } catch (error) {
    await objects.put(key, encode(kept), { tag: held })
    throw error
  }
}
