import { describe, expect, test } from 'vitest'
import { createClock } from '#local/clock.ts'

/** A system clock whose readings the test sets. */
function systemAt(...instants: string[]) {
  const readings = instants.map((instant) => Date.parse(instant))
  return () => readings.shift() ?? Number.NaN
}

const day = (number: number) => `2026-03-0${number}T00:00:00.000Z`

describe('clock', () => {
  test('follows the system', () => {
    const clock = createClock(undefined, systemAt(day(1), day(2)))
    expect(clock.now().toISOString()).toBe(day(1))
    expect(clock.now().toISOString()).toBe(day(2))
  })

  test('is never below the floor', () => {
    const clock = createClock(new Date(day(3)), systemAt(day(1), day(4)))
    expect(clock.now().toISOString()).toBe(day(3))
    expect(clock.now().toISOString()).toBe(day(4))
  })

  test('never runs backwards when the system does', () => {
    const clock = createClock(undefined, systemAt(day(5), day(2), day(6)))
    const readings = [clock.now(), clock.now(), clock.now()].map((at) => at.toISOString())
    expect(readings).toEqual([day(5), day(5), day(6)])
  })

  test('stands where it is held and then follows the system again', () => {
    const clock = createClock(undefined, systemAt(day(4)))
    clock.hold(new Date(day(1)))
    expect([clock.now(), clock.now()].map((at) => at.toISOString())).toEqual([day(1), day(1)])
    clock.hold(new Date(day(2)))
    expect(clock.now().toISOString()).toBe(day(2))
    clock.release()
    expect(clock.now().toISOString()).toBe(day(4))
  })

  test('after a hold beyond the system time it stays there', () => {
    const clock = createClock(undefined, systemAt(day(1)))
    clock.hold(new Date(day(7)))
    clock.now()
    clock.release()
    expect(clock.now().toISOString()).toBe(day(7))
  })

  test('can be held again where it was, and not before', () => {
    const clock = createClock(new Date(day(3)))
    clock.hold(new Date(day(3)))
    expect(() => clock.hold(new Date(day(2)))).toThrow(/2026-03-03T00:00:00.000Z on/)
    expect(() => clock.hold(new Date('nonsense'))).toThrow(/Invalid Date/)
    expect(clock.now().toISOString()).toBe(day(3))
  })

  test('a raise holds from the next answer on and never lowers', () => {
    const clock = createClock(undefined, systemAt(day(1), day(1)))
    clock.raise(new Date(day(2)))
    expect(clock.now().toISOString()).toBe(day(2))
    clock.raise(new Date(day(1)))
    expect(clock.now().toISOString()).toBe(day(2))
  })

  test('by default it is the system clock', () => {
    const before = Date.now()
    const now = createClock().now().getTime()
    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(Date.now())
  })
})
