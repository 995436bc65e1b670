import { isDeepStrictEqual } from 'node:util'

/** One comparison with a published or independently computed figure. */
export interface Check {
  readonly name: string
  readonly actual: unknown
  readonly expected: unknown
}

/** A data set or collection of cases kept outside the project. */
export interface Suite {
  readonly name: string
  /** File or folder below the given one; the suite runs when it is there. */
  readonly needs: string
  /** `path` is what it needs. */
  run(path: string): Promise<readonly Check[]>
}

export const passes = ({ actual, expected }: Check): boolean => isDeepStrictEqual(actual, expected)

/** A number rounded as the publisher printed it; what is no number stays as it is. */
export function printed(value: unknown, digits: number): unknown {
  return typeof value === 'number' ? Number(value.toFixed(digits)) : value
}

/** The published number where ours differs from it by less than a hundred-millionth, else ours. */
export const agreed = (actual: unknown, published: unknown): unknown =>
  typeof actual === 'number' &&
  typeof published === 'number' &&
  Math.abs(actual - published) < 1e-8 * Math.max(1, Math.abs(published))
    ? published
    : actual
