import type { Figure, FigureChange, Interval } from '../report-data.ts'
import { ratio, rounded, shareDifference, z95 } from '../statistics.ts'

/** Which way a figure should move. */
export type Direction = 'up' | 'down'

/** Below these a difference says nothing: a twentieth of what was, one point of a rate without interval. */
export const leastRelative = 0.05
export const leastPoints = 0.01

const numberOf = (figure: Figure | undefined): number | null =>
  typeof figure?.value === 'number' ? figure.value : null

/** A counted share, where the receipt gives both counts and chance has an interval. */
function shareOf(figure: Figure | undefined) {
  const { numerator, denominator } = figure?.receipt ?? {}
  const counted = typeof numerator === 'number' && typeof denominator === 'number'
  return figure?.interval && counted ? { part: numerator, whole: denominator } : null
}

function verdictOf(clear: boolean, difference: number, direction: Direction) {
  if (!clear || difference === 0) return 'unclear'
  return difference > 0 === (direction === 'up') ? 'better' : 'worse'
}

/** Whether chance alone, or a threshold, leaves the difference standing. */
function isClear(now: Figure, before: Figure, interval: Interval | null): boolean {
  const [value, was] = [numberOf(now) ?? 0, numberOf(before) ?? 0]
  if (now.smallSample || before.smallSample) return false
  if (interval !== null) return interval.low > 0 || interval.high < 0
  if (now.unit === 'count') return Math.abs(value - was) > z95 * Math.sqrt(value + was)
  if (now.unit === 'rate') return Math.abs(rounded(value - was)) >= leastPoints
  return Math.abs(ratio(value - was, Math.abs(was)) ?? 1) >= leastRelative
}

/**
 * How far a figure moved. Two counted shares differ clearly when Newcombe's 95 % interval of their
 * difference leaves out 0, two counts when they are further apart than 1.96 times the root of their
 * sum (Poisson); a rate without interval by one point, anything else by a twentieth. What rests on a
 * small sample never does.
 */
export function changeOf(
  now: Figure,
  before: Figure | undefined,
  against: string,
  direction: Direction,
): FigureChange {
  const [value, was] = [numberOf(now), numberOf(before)]
  if (before === undefined || value === null || was === null) {
    return { against, before: was, difference: null, relative: null, verdict: null }
  }
  const difference = rounded(value - was)
  const [a, b] = [shareOf(now), shareOf(before)]
  const interval = a && b ? (shareDifference(a, b)?.interval ?? null) : null
  return {
    against,
    before: was,
    difference,
    relative: ratio(difference, Math.abs(was)),
    ...(interval ? { interval } : {}),
    verdict: verdictOf(isClear(now, before, interval), difference, direction),
  }
}

/** Whether a figure reached its target; null while it has no value. */
export function reached(figure: Figure, target: number, direction: Direction): boolean | null {
  const value = numberOf(figure)
  if (value === null) return null
  return direction === 'up' ? value >= target : value <= target
}
