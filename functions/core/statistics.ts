import type { Interval } from './report-data.ts'

/** Below this number of observations a figure is flagged as a small sample. */
export const smallSampleBelow = 30

/** Two-sided 95 % of the standard normal distribution. */
export const z95 = 1.959964

/** Ten digits, so that every engine's last bits give the same report. */
export const rounded = (value: number): number => Number(value.toPrecision(10))

/** Part over whole; null when the whole is 0, because nothing was there to convert. */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : rounded(part / whole)
}

/**
 * Wilson score interval at 95 % for a counted subset (Wilson 1927); null without observations.
 */
export function wilson(part: number, whole: number): Interval | null {
  if (whole === 0) return null
  const share = part / whole
  const spread = z95 * Math.sqrt((share * (1 - share)) / whole + (z95 * z95) / (4 * whole * whole))
  const scale = 1 + (z95 * z95) / whole
  const centre = share + (z95 * z95) / (2 * whole)
  return {
    // The ends are exact where the last bits of the formula are not.
    low: part === 0 ? 0 : rounded((centre - spread) / scale),
    high: part === whole ? 1 : rounded((centre + spread) / scale),
  }
}

/** A counted part of a whole. */
export interface Share {
  readonly part: number
  readonly whole: number
}

/**
 * The difference `first - second` of two independent shares, with its 95 % interval by Newcombe's
 * hybrid of Wilson intervals (Newcombe 1998, method 10); null where a whole is 0.
 */
export function shareDifference(
  first: Share,
  second: Share,
): { readonly value: number; readonly interval: Interval } | null {
  const [a, b] = [wilson(first.part, first.whole), wilson(second.part, second.whole)]
  if (a === null || b === null) return null
  const [p, q] = [first.part / first.whole, second.part / second.whole]
  const value = p - q
  return {
    value: rounded(value),
    interval: {
      low: rounded(value - Math.hypot(p - a.low, b.high - q)),
      high: rounded(value + Math.hypot(a.high - p, q - b.low)),
    },
  }
}
