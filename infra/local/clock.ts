import type { Clock } from '#core/ports.ts'

export interface LocalClock extends Clock {
  /** Stands still at the instant until `release`; the sample data is received at its own times this way. */
  hold(at: Date): void
  /** Follows the system time again, though never below an instant that was told before. */
  release(): void
  /** From now on every answer is at or after the instant, such as the cut of a build. */
  raise(to: Date): void
}

/**
 * The system clock in UTC, never running backwards and never below `floor` (such as the last
 * `received_at` of the store), so that a clock set back cannot put an event before a published cut.
 */
export function createClock(floor?: Date, system: () => number = Date.now): LocalClock {
  let lowest = floor?.getTime() ?? Number.NEGATIVE_INFINITY
  let held: number | undefined
  const raise = (to: number) => {
    lowest = Math.max(lowest, to)
    return lowest
  }
  return {
    now: () => new Date(raise(held ?? system())),
    hold(at) {
      const instant = at.getTime()
      if (!(instant >= lowest)) {
        throw new Error(
          `clock held at ${String(at)}, allowed from ${new Date(lowest).toISOString()} on`,
        )
      }
      held = instant
    },
    release() {
      held = undefined
    },
    raise(to) {
      raise(to.getTime())
    },
  }
}
