import { type PeriodKind, periodOf } from './calendar.ts'
import { UsageError } from './errors.ts'
import type { ReportSpan } from './period.ts'
import type { Settings } from './settings.ts'

const dayMs = 86_400_000

const moved = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)

/** The same date of another year; 29 February becomes the 28th. */
export function yearsEarlier(day: string, years: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year - years, month, 0)).getUTCDate()
  return new Date(Date.UTC(year - years, month - 1, Math.min(date, last)))
    .toISOString()
    .slice(0, 10)
}

const daysOf = ({ startsOn, endsOn }: ReportSpan) =>
  Math.round((Date.parse(endsOn) - Date.parse(startsOn)) / dayMs)

const isWholeMonths = ({ startsOn, endsOn }: ReportSpan) =>
  startsOn.endsWith('-01') && endsOn.endsWith('-01')

/** A run of days named by its first and last day, or by its months where it is made of whole ones. */
function range(startsOn: string, endsOn: string): ReportSpan {
  const [from, to] = [startsOn, moved(endsOn, -1)]
  const months = isWholeMonths({ label: '', startsOn, endsOn })
  const label = months ? `${from.slice(0, 7)}..${to.slice(0, 7)}` : `${from}..${to}`
  return { label, startsOn, endsOn }
}

/** The first day so many whole months before the first of a month. */
export function monthsEarlier(day: string, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10)
}

function monthsOf({ startsOn, endsOn }: ReportSpan): number {
  const [fromYear = 0, fromMonth = 1] = startsOn.split('-').map(Number)
  const [toYear = 0, toMonth = 1] = endsOn.split('-').map(Number)
  return (toYear - fromYear) * 12 + toMonth - fromMonth
}

/**
 * The period that ends where this one begins: the calendar period before, for a range of whole months
 * as many months, else as many days. Null for everything there is.
 */
export function previousPeriod(period: ReportSpan, settings: Settings): ReportSpan | null {
  if (period.label === 'all') return null
  const { kind, startsOn } = period
  if (kind !== undefined) return periodOf(kind, moved(startsOn, -1), settings)
  const first = isWholeMonths(period)
    ? monthsEarlier(startsOn, monthsOf(period))
    : moved(startsOn, -daysOf(period))
  return range(first, startsOn)
}

const yearKinds: readonly PeriodKind[] = ['year', 'fiscal_year']

/**
 * The same period a year before: weeks 52 weeks earlier, others by date. Null for everything there
 * is, and for years, whose period before it already is.
 */
export function periodYearBefore(period: ReportSpan, settings: Settings): ReportSpan | null {
  const { kind, startsOn, endsOn, label } = period
  if (label === 'all' || (kind !== undefined && yearKinds.includes(kind))) return null
  if (kind === 'week') return periodOf('week', moved(startsOn, -52 * 7), settings)
  if (kind !== undefined) return periodOf(kind, yearsEarlier(startsOn, 1), settings)
  const before = range(yearsEarlier(startsOn, 1), yearsEarlier(endsOn, 1))
  return before.startsOn === previousPeriod(period, settings)?.startsOn ? null : before
}

/**
 * The days from a date to the end of the period, and as many before the date. Throws UsageError when
 * the period ends before it.
 */
export function splitAt(
  date: string,
  period: ReportSpan,
): { before: ReportSpan; after: ReportSpan } {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(date))) {
    throw new UsageError(`split "${date}" is not a date such as 2026-09-15`)
  }
  if (date >= period.endsOn) {
    throw new UsageError(`split ${date} is not before ${period.endsOn}, where the period ends`)
  }
  const after = range(date, period.endsOn)
  return { before: range(moved(date, -daysOf(after)), date), after }
}

/** The period itself, or the year that ends with it where it is shorter. */
export function trendOf({ startsOn, endsOn }: ReportSpan): Pick<ReportSpan, 'startsOn' | 'endsOn'> {
  const yearAgo = yearsEarlier(endsOn, 1)
  return { startsOn: yearAgo < startsOn ? yearAgo : startsOn, endsOn }
}
