import type { Share } from './statistics.ts'

/** What one segment counted in two periods; a segment absent from one has a whole of 0 there. */
export interface SegmentShares {
  readonly value: string
  readonly now: Share
  readonly before: Share
}

/** How much of a change one segment explains; shares are shares of the denominator. */
export interface SegmentChange extends SegmentShares {
  readonly shareNow: number
  readonly shareBefore: number
  /** Its rate moved: share now x (rate now - rate before). */
  readonly ratePart: number
  /** Its weight moved: (share now - share before) x (rate before - total rate before). */
  readonly mixPart: number
}

/** A change of a total rate, `change` = `ratePart` + `mixPart`. */
export interface RateChange {
  readonly now: Share
  readonly before: Share
  readonly change: number
  readonly ratePart: number
  readonly mixPart: number
  readonly segments: readonly SegmentChange[]
}

const total = (shares: readonly Share[]): Share => ({
  part: shares.reduce((sum, { part }) => sum + part, 0),
  whole: shares.reduce((sum, { whole }) => sum + whole, 0),
})

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

const rateOf = ({ part, whole }: Share) => part / whole

/**
 * Splits the change of a total rate into rate and mix parts per segment. A new segment is measured
 * against the total rate before, a vanished one has rate part 0. Null when a period has nothing in
 * the denominator.
 */
export function rateMix(segments: readonly SegmentShares[]): RateChange | null {
  const now = total(segments.map((each) => each.now))
  const before = total(segments.map((each) => each.before))
  if (now.whole === 0 || before.whole === 0) return null
  const changes = segments.map((each): SegmentChange => {
    const [shareNow, shareBefore] = [each.now.whole / now.whole, each.before.whole / before.whole]
    const rateBefore = each.before.whole === 0 ? rateOf(before) : rateOf(each.before)
    const rateNow = each.now.whole === 0 ? rateBefore : rateOf(each.now)
    return {
      ...each,
      shareNow,
      shareBefore,
      ratePart: shareNow * (rateNow - rateBefore),
      mixPart: (shareNow - shareBefore) * (rateBefore - rateOf(before)),
    }
  })
  return {
    now,
    before,
    change: rateOf(now) - rateOf(before),
    ratePart: sumOf(changes.map((each) => each.ratePart)),
    mixPart: sumOf(changes.map((each) => each.mixPart)),
    segments: changes,
  }
}
