import type { ObjectStore } from '#core/ports.ts'
import { memoryObjects } from '../unit/memory.ts'

/**
 * What goes wrong in one invocation: it dies before it begins, its answer is lost, or the store
 * refuses one of its writes, answers an error after it, or is so slow that the time runs out. A write
 * that was still on its way then arrives late, or never.
 */
export const faults = [
  'none',
  'crash',
  'lost_answer',
  'refused',
  'lost_write',
  'late',
  'never',
] as const
export interface Fault {
  readonly kind: (typeof faults)[number]
  /** Which of the invocation's writes it hits, from 0. */
  readonly write: number
}

export const noFault: Fault = { kind: 'none', write: 0 }

type Write = () => Promise<unknown>

/** The objects of a lake whose writes go wrong as the invocation that makes them is to. */
export function createFaultyObjects() {
  const objects = memoryObjects()
  let fault = noFault
  let writes = 0
  let stuck: () => void = () => undefined
  let late: Write[] = []

  async function put(...args: Parameters<ObjectStore['put']>): Promise<string | undefined> {
    const write = () => objects.put(...args)
    const current = writes === fault.write ? fault.kind : 'none'
    writes += 1
    if (current === 'refused') throw new Error('the store refused')
    if (current === 'late' || current === 'never') {
      if (current === 'late') late.push(write)
      stuck()
      return new Promise(() => undefined)
    }
    const tag = await write()
    if (current === 'lost_write') throw new Error('no answer of the store')
    return tag
  }

  return {
    bodies: objects.bodies,
    store: { ...objects, put } satisfies ObjectStore,
    /** Runs an invocation with its fault; undefined when its time ran out. */
    async during<T>(next: Fault, work: () => Promise<T>): Promise<T | undefined> {
      fault = next
      writes = 0
      const timeout = new Promise<undefined>((resolve) => {
        stuck = () => resolve(undefined)
      })
      try {
        return await Promise.race([work(), timeout])
      } finally {
        fault = noFault
      }
    },
    /** The writes that were on their way arrive, the newest first. */
    async arrive(): Promise<void> {
      const arriving = late.toReversed()
      late = []
      for (const write of arriving) await write()
    },
  }
}

export type FaultyObjects = ReturnType<typeof createFaultyObjects>
