export const modelNames = [
  'first',
  'last',
  'linear',
  'position',
  'j',
  'inverse_j',
  'time_decay',
] as const
export type Model = (typeof modelNames)[number]

const one = 10n ** 18n
const weekSeconds = 7 * 86_400

/** Shares of the first and the last touch in percent; the rest goes to those between. */
const ends = { position: [40n, 40n], j: [20n, 60n], inverse_j: [60n, 20n] } as const
const pairs = { position: [50n, 50n], j: [25n, 75n], inverse_j: [75n, 25n] } as const

/** Whole numbers in the ratio of the credits of touches at these times, which are in order. */
function weightsOf(model: Model, times: readonly number[]): bigint[] {
  const last = times.length - 1
  if (last === 0) return [1n]
  if (model === 'first') return times.map((_, index) => (index === 0 ? 1n : 0n))
  if (model === 'last') return times.map((_, index) => (index === last ? 1n : 0n))
  if (model === 'linear') return times.map(() => 1n)
  if (model === 'time_decay') {
    return times.map((time) => {
      const seconds = Math.floor(((times[last] ?? 0) - time) / 1000)
      return BigInt(Math.round(1e8 * 2 ** (-seconds / weekSeconds)))
    })
  }
  if (last === 1) return [...pairs[model]]
  const [first, final] = ends[model]
  const between = BigInt(last - 1)
  return times.map((_, index) => {
    if (index === 0) return first * between
    return index === last ? final * between : 100n - first - final
  })
}

/** Parts of a whole in these ratios, rounded down, the rest to the largest remainders, then in order. */
function apportion(whole: bigint, weights: readonly bigint[], total: bigint): bigint[] {
  const exact = weights.map((weight) => whole * weight)
  // Division rounds towards zero, also below it.
  const floor = (value: bigint) => (value - (((value % total) + total) % total)) / total
  const parts = exact.map(floor)
  const rest = whole - parts.reduce((sum, part) => sum + part, 0n)
  const remainders = exact.map((value, index) => value - (parts[index] ?? 0n) * total)
  const favoured = remainders
    .map((remainder, index) => ({ remainder, index }))
    .sort((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1,
    )
    .slice(0, Number(rest))
    .map(({ index }) => index)
  return parts.map((part, index) => part + (favoured.includes(index) ? 1n : 0n))
}

/** Credits in units of 10^-18, which add up to 10^18. */
export function creditsOf(model: Model, times: readonly number[]): bigint[] {
  const weights = weightsOf(model, times)
  return apportion(
    one,
    weights,
    weights.reduce((sum, weight) => sum + weight, 0n),
  )
}

/** Ten-thousandths of money shared by credits, which add up to it. */
export const shareOf = (amount: bigint, credits: readonly bigint[]): bigint[] =>
  apportion(amount, credits, one)
