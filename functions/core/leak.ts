import { type Share, smallSampleBelow } from './statistics.ts'

/** One stage of one segment: its mature entrants and those of them that went on in time. */
export interface SegmentFlow {
  readonly value: string
  readonly entrants: number
  readonly conversions: number
}

export interface WonValue {
  readonly value: string
  /** Won attempts whose money is known. */
  readonly number: number
  readonly amount: number
}

/** What a segment loses at a stage against the rate that is expected there. */
export interface Leak extends SegmentFlow {
  /** Rate of all segments together, or another that was asked for. */
  readonly expectedRate: number
  /** Conversions below the expected: max(0, E x p - C). */
  readonly missing: number
  /** The missing conversions that would have been won; null when no win is old enough to tell. */
  readonly missingWon: number | null
  /** Their money, by the segment's average; null when no won money is known. */
  readonly missingMoney: number | null
}

/** Average won value of a segment, of all together when it has fewer than 30; null without any. */
export function averageWon(values: readonly WonValue[], segment: string): number | null {
  const own = values.find((each) => each.value === segment)
  const sum = (key: 'number' | 'amount') => values.reduce((total, each) => total + each[key], 0)
  const from =
    own !== undefined && own.number >= smallSampleBelow
      ? own
      : { number: sum('number'), amount: sum('amount') }
  return from.number === 0 ? null : from.amount / from.number
}

/**
 * Expected loss of each segment at one stage = max(0, E x p - C) x w x v, with p the expected rate,
 * without one that of all segments, w the share won of those that go on, v the segment's average
 * won value.
 */
export function leaksOf(
  flows: readonly SegmentFlow[],
  won: Share,
  values: readonly WonValue[],
  expected?: number,
): Leak[] {
  const sum = (key: 'entrants' | 'conversions') =>
    flows.reduce((total, each) => total + each[key], 0)
  const entrants = sum('entrants')
  if (entrants === 0) return []
  const expectedRate = expected ?? sum('conversions') / entrants
  return flows.map((flow) => {
    const missing = Math.max(0, flow.entrants * expectedRate - flow.conversions)
    const missingWon = won.whole === 0 ? null : (missing * won.part) / won.whole
    const average = averageWon(values, flow.value)
    return {
      ...flow,
      expectedRate,
      missing,
      missingWon,
      missingMoney: missingWon === null || average === null ? null : missingWon * average,
    }
  })
}
