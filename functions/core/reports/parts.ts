import type { RateCell, Receipt, TableColumn } from '../report-data.ts'
import { ratio, rounded, smallSampleBelow, wilson } from '../statistics.ts'
import type { ReportInput } from './definition.ts'

const secondsPerHour = 3600
const secondsPerDay = 86_400

/** Seconds as days; null stays null. */
export const days = (seconds: number | null | undefined): number | null =>
  seconds === null || seconds === undefined ? null : rounded(seconds / secondsPerDay)

/** Seconds as hours; null stays null. */
export const hours = (seconds: number | null | undefined): number | null =>
  seconds === null || seconds === undefined ? null : rounded(seconds / secondsPerHour)

/** Mean of `number` durations in days; null without any. */
export const meanDays = (total: number | null | undefined, number: number): number | null =>
  number === 0 || total === null || total === undefined ? null : days(total / number)

/** A share with its Wilson interval, and whether the sample is small. */
export const shareOf = (part: number, whole: number): RateCell => ({
  value: ratio(part, whole),
  interval: wilson(part, whole),
  smallSample: isSmall(whole),
})

export const isSmall = (n: number): boolean => n > 0 && n < smallSampleBelow

export const durationColumn = (id: string, label: string, description?: string): TableColumn => ({
  id,
  label,
  unit: 'duration_days',
  ...(description === undefined ? {} : { description }),
})

export const hoursColumn = (id: string, label: string, description?: string): TableColumn => ({
  id,
  label,
  unit: 'duration_hours',
  ...(description === undefined ? {} : { description }),
})

/** `visits that ended in 2026-10 (from ... to before ...)`. */
export function periodWindow({ period }: ReportInput, what: string): string {
  return period.label === 'all'
    ? `${what}: all up to the as-of`
    : `${what} in ${period.label} (from ${period.startsOn} to before ${period.endsOn})`
}

/** The first day of the window, ending with the period, over which velocity takes its rates. */
export function windowStart({ period, settings }: ReportInput): string {
  const end = Date.parse(period.endsOn)
  return new Date(end - settings.velocityWindowDays * secondsPerDay * 1000)
    .toISOString()
    .slice(0, 10)
}

export const velocityWindow = (input: ReportInput): string =>
  `opportunities closed in the ${input.settings.velocityWindowDays} days from ${windowStart(input)} to before ${input.period.endsOn}`

export const receipt = (
  query: string,
  definition: string,
  variant: string,
  window: string,
  counts: Pick<Receipt, 'numerator' | 'denominator'> = {},
): Receipt => ({ definition, variant, ...counts, window, query })

/** The name of a stage by its number, counted from 1. */
export const stageLabel = ({ funnel }: ReportInput, stageNo: number): string =>
  funnel.stages[stageNo - 1]?.label ?? String(stageNo)

/** The rows of one dimension; those of `all` stand for every value. */
export const rowsOf = <Row extends { readonly dimension: string }>(
  rows: readonly Row[],
  dimension: string,
): Row[] => rows.filter((row) => row.dimension === dimension)

/** The values of a dimension in these rows, those with most first, then by name. */
export function valuesOf<Row extends { readonly dimension: string; readonly value: string }>(
  rows: readonly Row[],
  dimension: string,
  size: (row: Row) => number,
): string[] {
  const sizes = new Map<string, number>()
  for (const row of rowsOf(rows, dimension)) {
    sizes.set(row.value, (sizes.get(row.value) ?? 0) + size(row))
  }
  return [...sizes]
    .sort(([a, many], [b, others]) => others - many || (a < b ? -1 : 1))
    .map(([value]) => value)
}
