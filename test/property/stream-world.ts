import fc from 'fast-check'
import type { StoredEvent } from '#core/ports.ts'
import { createStreamDriver, type Mapping, type StreamHandler } from './stream-driver.ts'
import {
  createFaultyObjects,
  type Fault,
  type FaultyObjects,
  faults,
  noFault,
} from './stream-objects.ts'
import { createTable } from './stream-table.ts'

/** Something that happens to the stream of the event table. */
export type Happening =
  | { readonly kind: 'write'; readonly first: number; readonly count: number }
  | {
      readonly kind: 'hand_over'
      readonly shard: number
      readonly window: number
      readonly fault: Fault
    }
  | { readonly kind: 'split'; readonly shard: number }
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: 'restart' | 'arrive' | 'change' | 'unreadable' }

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      first: fc.nat(60),
      count: fc.integer({ min: 1, max: 12 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('hand_over' as const),
      shard: fc.nat(7),
      window: fc.integer({ min: 1, max: 9 }),
      fault: fc.record({ kind: fc.constantFrom(...faults), write: fc.nat(2) }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('split' as const), shard: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      minutes: fc.integer({ min: 1, max: 90 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('restart', 'arrive', 'change') }) },
)

export const history = fc.array(happening, { minLength: 5, maxLength: 30, size: 'max' })

/** The write of a smaller batch arrives after a larger one of the same beginning is done. */
export const lateSmallerBatch: readonly Happening[] = [
  { kind: 'write', first: 0, count: 6 },
  { kind: 'hand_over', shard: 0, window: 2, fault: { kind: 'late', write: 0 } },
  { kind: 'restart' },
  { kind: 'hand_over', shard: 0, window: 8, fault: noFault },
  { kind: 'arrive' },
]

/** One batch fails too often, another too late. */
export const givenUp: readonly Happening[] = [
  { kind: 'write', first: 0, count: 2 },
  ...[1, 2, 3].map(
    (window): Happening => ({
      kind: 'hand_over',
      shard: 0,
      window,
      fault: { kind: 'crash', write: 0 },
    }),
  ),
  { kind: 'wait', minutes: 90 },
  { kind: 'hand_over', shard: 0, window: 1, fault: { kind: 'crash', write: 0 } },
]

/** Fits no row of the lake, as only an item of another hand would. */
export const isPoison = (eventId: string): boolean => /[37]$/.test(eventId)

export function storedEvent(eventId: string, receivedAt: string): StoredEvent {
  const event = {
    event_id: eventId,
    type: 'stage',
    name: 'mql',
    lead_id: 'l1',
    occurred_at: `2026-0${1 + (eventId.length % 3)}-01T08:30:00.000Z`,
    source_system: 'crm',
    ...(isPoison(eventId) ? { date_only: 'yes' } : {}),
  }
  return { eventId, type: 'stage', receivedAt, contentHash: eventId, body: JSON.stringify(event) }
}

export interface World {
  readonly objects: FaultyObjects
  now: number
}

export function createWorld(): World {
  return { objects: createFaultyObjects(), now: Date.parse('2026-03-01T06:50:00.000Z') }
}

/** Lets it all happen to a handler, then hands over without a fault until nothing is left. */
export async function live(
  world: World,
  happenings: readonly Happening[],
  handler: StreamHandler,
  mapping: Mapping,
) {
  const table = createTable()
  const { objects } = world
  const driver = createStreamDriver({ table, objects, handler, mapping, now: () => world.now })

  async function happen(each: Happening): Promise<void> {
    if (each.kind === 'write') {
      const receivedAt = new Date(world.now).toISOString()
      const ids = Array.from({ length: each.count }, (_, index) => `e${each.first + index}`)
      for (const id of ids) table.put(storedEvent(id, receivedAt), world.now)
    } else if (each.kind === 'hand_over') {
      const ready = driver.ready()
      const shard = ready[each.shard % ready.length]
      if (shard) await driver.step(shard, each.window, each.fault)
    } else if (each.kind === 'split') table.split(each.shard)
    else if (each.kind === 'wait') world.now += each.minutes * 60_000
    else if (each.kind === 'restart') driver.restart()
    else if (each.kind === 'unreadable') table.putUnreadable('bad', world.now)
    else if (each.kind === 'arrive') await objects.arrive()
    else table.change([...table.items.keys()][0] ?? '', world.now)
  }

  for (const each of happenings) {
    await happen(each)
    world.now += 1000
  }
  for (let ready = driver.ready(); ready.length > 0; ready = driver.ready()) {
    for (const shard of ready) await driver.step(shard, mapping.batchSize, noFault)
  }
  await objects.arrive()
  return { acknowledged: [...table.items.keys()].sort(), failures: driver.failures, table }
}
