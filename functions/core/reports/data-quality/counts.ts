import type { ReportInput } from '../definition.ts'
import { periodWindow } from '../parts.ts'
import { checks, type Population } from './checks.ts'
import type { CheckedResult, CheckRow } from './rows.ts'

/** One rep, one source system, or everything. */
export interface Cell {
  readonly dimension: CheckRow['dimension']
  readonly value: string
}

export const everything: Cell = { dimension: 'all', value: 'all' }

/** What a check found in a cell; undefined where it found nothing. */
export const foundBy = (
  result: CheckedResult,
  checkId: string,
  { dimension, value }: Cell = everything,
): CheckRow | undefined =>
  result.checks.find(
    (row) => row.check_id === checkId && row.dimension === dimension && row.value === value,
  )

/** How many there are of what a check looks at, in a cell. */
export const sizeOf = (
  result: CheckedResult,
  population: Population,
  { dimension, value }: Cell = everything,
): number =>
  result.populations.find(
    (row) => row.population === population && row.dimension === dimension && row.value === value,
  )?.number ?? 0

/** Checks that found something, those with most first. */
export const foundChecks = (result: CheckedResult, cell: Cell = everything) =>
  checks
    .flatMap((check) => {
      const found = foundBy(result, check.id, cell)
      return found === undefined ? [] : [{ check, found }]
    })
    .sort((a, b) => b.found.number - a.found.number)

/** What a fault counts for: it stands at the as-of, or happened in the period. */
export const checkWindow = (input: ReportInput): string =>
  `records and opportunities as they stand at the as-of; ${periodWindow(input, 'closes and events')}`
