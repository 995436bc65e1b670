import { beforeEach, describe, expect, test } from 'vitest'
import { BusyError } from '#core/errors.ts'
import { readState, withLease } from '#handlers/state.ts'
import { clockAt, type MemoryObjects, memoryObjects } from '../memory.ts'

const key = 'state/task.json'
const start = '2026-03-01T06:00:00.000Z'
const leaseEnd = '2026-03-01T06:20:00.000Z'

let objects: MemoryObjects
beforeEach(() => {
  objects = memoryObjects()
})

const ports = (at = start, holder?: string) => ({
  objects,
  clock: clockAt(at),
  ...(holder === undefined ? {} : { holder }),
})
const stored = () => JSON.parse(Buffer.from(objects.bodies.get(key) ?? '{}').toString())
const hold = (holder: string, value?: string) =>
  objects.put(key, JSON.stringify({ value, lease: { holder, until: leaseEnd } }))

describe('a run', () => {
  test('is given the last value, leaves its own and no lease', async () => {
    const seen: unknown[] = []
    for (const value of ['first', 'second']) {
      const returned = await withLease<string>(ports(), key, async (last) => {
        seen.push(last, stored().lease.until)
        return value
      })
      expect(returned).toBe(value)
    }
    expect(seen).toEqual([undefined, leaseEnd, 'first', leaseEnd])
    expect(stored()).toEqual({ value: 'second' })
    expect(await readState(objects, key)).toBe('second')
  })

  test('keeps what was there when it fails, and lets the next one run', async () => {
    await withLease(ports(), key, async () => 'good')
    const failing = withLease<string>(ports(), key, async () => {
      throw new Error('broken')
    })
    await expect(failing).rejects.toThrow('broken')
    expect(stored()).toEqual({ value: 'good' })
    expect(await withLease<string>(ports(), key, async (last) => `${last} again`)).toBe(
      'good again',
    )
  })

  test('that fails as the first leaves nothing', async () => {
    const failing = withLease<string>(ports(), key, () => Promise.reject(new Error('broken')))
    await expect(failing).rejects.toThrow('broken')
    expect(stored()).toEqual({})
    expect(await readState(objects, key)).toBe(undefined)
  })
})

describe('while another holds the lease', () => {
  test('a run is refused, saying who and until when, and changes nothing', async () => {
    await hold('other', 'kept')
    const before = stored()
    const refused = withLease(ports(), key, async () => 'mine')
    await expect(refused).rejects.toThrow(BusyError)
    await expect(refused).rejects.toThrow(`${key} is held by other until ${leaseEnd}`)
    expect(stored()).toEqual(before)
    expect(await readState(objects, key)).toBe('kept')
  })

  test('its own holder takes it over', async () => {
    await hold('me', 'kept')
    expect(await withLease<string>(ports(start, 'me'), key, async (last) => `${last}!`)).toBe(
      'kept!',
    )
  })

  test('a millisecond before it ends a run is refused, at its end it is not', async () => {
    await hold('other')
    const early = withLease(ports('2026-03-01T06:19:59.999Z'), key, async () => 'mine')
    await expect(early).rejects.toThrow(BusyError)
    expect(await withLease(ports(leaseEnd), key, async () => 'mine')).toBe('mine')
  })
})

describe('of two runs', () => {
  test('that start at once one works and the other is refused', async () => {
    let running = 0
    const run = () =>
      withLease(ports(), key, async () => {
        running += 1
        return 'done'
      })
    const ends = await Promise.allSettled([run(), run()])
    expect(running).toBe(1)
    expect(ends.map((end) => end.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(ends.find((end) => end.status === 'rejected')?.reason).toBeInstanceOf(BusyError)
    expect(stored()).toEqual({ value: 'done' })
  })

  test('one that outlived its lease does not touch the other, nor pass for done', async () => {
    const outlived = withLease(ports(), key, async () => {
      await withLease(ports(leaseEnd), key, async () => 'newer')
      return 'older'
    })
    await expect(outlived).rejects.toThrow(`${key} was taken over by another run`)
    expect(stored()).toEqual({ value: 'newer' })
  })
})

test('a value of null is a value', async () => {
  await withLease<null>(ports(), key, async () => null)
  await expect(
    withLease<null>(ports(), key, () => Promise.reject(new Error('broken'))),
  ).rejects.toThrow()
  expect(stored()).toEqual({ value: null })
})
