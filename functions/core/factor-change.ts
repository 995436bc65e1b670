/** One factor of a product in two periods; null where it is unknown. */
export interface Factor {
  readonly id: string
  readonly before: number | null
  readonly now: number | null
  /** The factor stands below the line. */
  readonly divides?: boolean
}

/** What one factor explains of the change, in the unit of the product. */
export interface FactorPart {
  readonly id: string
  readonly part: number
}

/** A change of a product or quotient, split so that the parts add up to it. */
export interface FactorChange {
  readonly before: number
  readonly now: number
  readonly change: number
  readonly parts: readonly FactorPart[]
}

interface KnownFactor extends Factor {
  readonly before: number
  readonly now: number
}

const isKnown = (factor: Factor): factor is KnownFactor =>
  factor.before !== null && factor.now !== null && factor.before > 0 && factor.now > 0

const productOf = (factors: readonly KnownFactor[], side: 'before' | 'now') =>
  factors.reduce(
    (product, factor) => (factor.divides ? product / factor[side] : product * factor[side]),
    1,
  )

/** The logarithmic mean L of two positive values. */
const logarithmicMean = (a: number, b: number) => (a === b ? a : (b - a) / Math.log(b / a))

/**
 * Splits the change of a product or quotient among its factors, in the additive form of the
 * logarithmic mean Divisia index (Ang 2004): a factor that went from x0 to x1 explains
 * L x ln(x1 / x0), negated for divisors. Null where a factor is unknown, or at or below 0.
 */
export function factorChange(factors: readonly Factor[]): FactorChange | null {
  const known = factors.filter(isKnown)
  if (known.length < factors.length) return null
  const [before, now] = [productOf(known, 'before'), productOf(known, 'now')]
  const mean = logarithmicMean(before, now)
  const parts = known.map((factor) => ({
    id: factor.id,
    part: mean * Math.log(factor.divides ? factor.before / factor.now : factor.now / factor.before),
  }))
  return { before, now, change: now - before, parts }
}
