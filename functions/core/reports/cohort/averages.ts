import { rounded } from '../../statistics.ts'

/** One cohort at one age: the base, what is left of it, and whether the cell is complete. */
export interface Retained {
  readonly base: number
  readonly left: number
  readonly isComplete: boolean
}

export const averageNames = [
  'pooled complete',
  'mean of cohorts',
  'size-weighted twice',
  'including incomplete',
] as const
export type AverageName = (typeof averageNames)[number]

const sumOf = (cells: readonly Retained[], of: (cell: Retained) => number) =>
  cells.reduce((sum, each) => sum + of(each), 0)

const quotient = (part: number, whole: number) => (whole === 0 ? null : rounded(part / whole))

/**
 * The averages of one age over cohorts: `pooled complete` is all that is left over all bases,
 * `size-weighted twice` weights each cohort by its base once more (an average that one vendor
 * prints), `including incomplete` pools cells whose time is not over. Null without a base.
 */
export function averageOf(name: AverageName, cells: readonly Retained[]): number | null {
  const based = cells.filter(({ base }) => base > 0)
  const complete = based.filter(({ isComplete }) => isComplete)
  switch (name) {
    case 'pooled complete':
      return quotient(
        sumOf(complete, ({ left }) => left),
        sumOf(complete, ({ base }) => base),
      )
    case 'mean of cohorts':
      return quotient(
        sumOf(complete, ({ left, base }) => left / base),
        complete.length,
      )
    case 'size-weighted twice':
      return quotient(
        sumOf(complete, ({ left, base }) => left * base),
        sumOf(complete, ({ base }) => base * base),
      )
    case 'including incomplete':
      return quotient(
        sumOf(based, ({ left }) => left),
        sumOf(based, ({ base }) => base),
      )
  }
}
