/** A seeded source of numbers; the same seed gives the same numbers on every machine. */
export interface Random {
  /** True with probability p. */
  chance(p: number): boolean
  between(low: number, high: number): number
  /** A whole number, both ends included. */
  whole(low: number, high: number): number
  pick<T>(list: readonly T[]): T
  weighted<T>(choices: readonly (readonly [T, number])[]): T
  /** Log-normal around a median: how long people and money really spread. */
  skewed(median: number, spread: number): number
  poisson(mean: number): number
  hex(length: number): string
  /** An own stream per name, so that a change in one history leaves all others as they were. */
  fork(name: string): Random
}

/** The mulberry32 generator: numbers in [0, 1) from 32 bits of state. */
function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The FNV-1a hash of a name, started from a seed. */
function hash(seed: number, name: string): number {
  let value = seed ^ 0x811c9dc5
  for (const character of name) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193)
  return value >>> 0
}

function weighted<T>(point: number, choices: readonly (readonly [T, number])[]): T {
  const last = choices.at(-1)
  if (last === undefined) throw new Error('nothing to choose from')
  let left = point * choices.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [value, weight] of choices) {
    left -= weight
    if (left < 0) return value
  }
  return last[0]
}

/** A random source for one seed. */
export function createRandom(seed: number): Random {
  const next = mulberry32(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    chance: (p) => next() < p,
    between: (low, high) => low + next() * (high - low),
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (list) => {
      const picked = list[Math.floor(next() * list.length)]
      if (picked === undefined && list.length === 0) throw new Error('nothing to choose from')
      return picked as (typeof list)[number]
    },
    weighted: (choices) => weighted(next(), choices),
    skewed: (median, spread) => median * Math.exp(spread * normal()),
    poisson: (mean) => {
      const floor = Math.exp(-mean)
      let count = 0
      for (let product = next(); product > floor; product *= next()) count += 1
      return count
    },
    hex: (length) => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join(''),
    fork: (name) => createRandom(hash(seed, name)),
  }
}
