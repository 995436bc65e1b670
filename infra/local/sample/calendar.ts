import type { Random } from './random.ts'

export const hour = 3_600_000
export const day = 24 * hour

/** The sample's log covers [logStart, logEnd): May 2025 to October 2026 in the zone Europe/Berlin. */
export const logStart = Date.UTC(2025, 3, 30, 22)
export const logEnd = Date.UTC(2026, 9, 31, 23)

/** Batches arrive on Mondays and Thursdays, the first and the last at these times. */
const firstReceipt = Date.UTC(2025, 4, 5, 4)
export const lastReceipt = Date.UTC(2026, 10, 2, 4)

export const isoTime = (at: number) => new Date(at).toISOString()
export const isoDay = (at: number) => isoTime(at).slice(0, 10)

/** Midnight UTC of the first day of the month, n months after the month of a time. */
export function monthStart(at: number, months = 0): number {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)
}

/** The same time of day n months later, on the last day where the month is shorter. */
export function addMonths(at: number, months: number): number {
  const start = monthStart(at, months)
  const lastDay = monthStart(start, 1) - day
  return Math.min(start + (at - monthStart(at)), lastDay + (at % day))
}

/** Starts of periods of a length in days, from the first whole day of the log to its end. */
export function* periods(days: number): Generator<number> {
  for (let at = Date.UTC(2025, 4, 1); at < logEnd; at += days * day) yield at
}

/** Firsts of the months of the log. */
export function* months(): Generator<number> {
  for (let at = Date.UTC(2025, 4, 1); at < logEnd; at = monthStart(at, 1)) yield at
}

/** The moments at which batches are received, ascending. */
export function* receipts(): Generator<number> {
  for (let at = firstReceipt, thursday = true; at <= lastReceipt; thursday = !thursday) {
    yield at
    at += (thursday ? 3 : 4) * day
  }
}

const isWeekend = (at: number) => [0, 6].includes(new Date(at).getUTCDay())

/** The first moment in office hours (07:00 to 16:30 UTC on weekdays) that chance finds after a time. */
export function officeTime(random: Random, after: number): number {
  let midnight = Math.floor(after / day) * day
  let at = midnight + random.between(7, 16.5) * hour
  while (at < after || isWeekend(at)) {
    midnight += day
    at = midnight + random.between(7, 16.5) * hour
  }
  return at
}

/** The moment itself in office hours, else the next morning of work. */
export function atWork(random: Random, at: number): number {
  const hours = (at % day) / hour
  if (!isWeekend(at) && hours >= 7 && hours < 16.5) return at
  let midnight = Math.floor(at / day) * day + (hours < 7 ? 0 : day)
  while (isWeekend(midnight)) midnight += day
  return midnight + random.between(7, 9) * hour
}

const byMonth = [0.94, 1, 1.1, 1.02, 1.04, 1.02, 0.86, 0.72, 1.14, 1.12, 1.08, 0.7] as const
const byWeekday = [0.35, 1.2, 1.3, 1.3, 1.25, 1.15, 0.45] as const

/** Demand on a day relative to the mean: growth over the log, summer and year-end dips, quiet weekends. */
export function demand(at: number): number {
  const date = new Date(at)
  const growth = 0.8 + (0.4 * (at - logStart)) / (logEnd - logStart)
  return growth * (byMonth[date.getUTCMonth()] ?? 1) * (byWeekday[date.getUTCDay()] ?? 1)
}
