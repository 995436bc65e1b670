import { Temporal } from 'temporal-polyfill'
import type { Column } from './columns.ts'
import type { Settings } from './settings.ts'

type CalendarSettings = Pick<Settings, 'zone' | 'weekStart' | 'fiscalYearStartMonth'>

export const periodKinds = [
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'fiscal_quarter',
  'fiscal_year',
] as const
export type PeriodKind = (typeof periodKinds)[number]

/** A half-open run of local days `[startsOn, endsOn)`. */
export interface Period {
  readonly kind: PeriodKind
  readonly label: string
  readonly startsOn: string
  readonly endsOn: string
}

export const calendarColumns: readonly Column[] = [
  {
    name: 'kind',
    type: 'string',
    doc: `Kind of row: ${periodKinds.join(', ')}, day_part or business (the working hours of a day)`,
  },
  { name: 'label', type: 'string', doc: 'Label of the period, such as 2026-03 or FY2026-Q1' },
  { name: 'starts_on', type: 'date', doc: 'First local day' },
  { name: 'ends_on', type: 'date', doc: 'Local day after the last' },
  { name: 'starts_at', type: 'timestamp', doc: 'First moment, UTC' },
  { name: 'ends_at', type: 'timestamp', doc: 'Moment after the last, UTC' },
]

/** The calendar begins with this year and ends before the sixth after the current one. */
export const firstYear = 1990
const weekStartDay = { monday: 1, saturday: 6, sunday: 7 } as const
const two = (value: number) => String(value).padStart(2, '0')

/** The week's year is that of its fourth day, which for Monday is the ISO 8601 rule. */
function weekOf(day: Temporal.PlainDate, weekStart: CalendarSettings['weekStart']): Period {
  const start = day.subtract({ days: (day.dayOfWeek - weekStartDay[weekStart] + 7) % 7 })
  const fourth = start.add({ days: 3 })
  const label = `${fourth.year}-W${two(Math.ceil(fourth.dayOfYear / 7))}`
  return span('week', label, start, start.add({ days: 7 }))
}

function span(
  kind: PeriodKind,
  label: string,
  start: Temporal.PlainDate,
  end: Temporal.PlainDate,
): Period {
  return { kind, label, startsOn: start.toString(), endsOn: end.toString() }
}

/** The fiscal year's number is the calendar year in which it ends. */
function fiscalStart(day: Temporal.PlainDate, firstMonth: number) {
  const year = day.month >= firstMonth ? day.year : day.year - 1
  return Temporal.PlainDate.from({ year, month: firstMonth, day: 1 })
}

/** The period of the kind that holds the local day `YYYY-MM-DD`. */
export function periodOf(kind: PeriodKind, day: string, settings: CalendarSettings): Period {
  const date = Temporal.PlainDate.from(day)
  const month = date.with({ day: 1 })
  const fiscal = fiscalStart(date, settings.fiscalYearStartMonth)
  const fiscalLabel = `FY${fiscal.add({ months: 11 }).year}`
  const fiscalQuarter = Math.floor(((date.month - fiscal.month + 12) % 12) / 3)
  switch (kind) {
    case 'day':
      return span(kind, day, date, date.add({ days: 1 }))
    case 'week':
      return weekOf(date, settings.weekStart)
    case 'month':
      return span(kind, day.slice(0, 7), month, month.add({ months: 1 }))
    case 'quarter': {
      const quarter = Math.ceil(date.month / 3)
      const start = month.with({ month: quarter * 3 - 2 })
      return span(kind, `${date.year}-Q${quarter}`, start, start.add({ months: 3 }))
    }
    case 'year': {
      const start = month.with({ month: 1 })
      return span(kind, String(date.year), start, start.add({ years: 1 }))
    }
    case 'fiscal_quarter': {
      const start = fiscal.add({ months: fiscalQuarter * 3 })
      return span(kind, `${fiscalLabel}-Q${fiscalQuarter + 1}`, start, start.add({ months: 3 }))
    }
    case 'fiscal_year':
      return span(kind, fiscalLabel, fiscal, fiscal.add({ years: 1 }))
  }
}

/** Local day `YYYY-MM-DD` of an ISO instant in the zone. */
export function localDay(instant: string, zone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString()
}

/** ISO instant in UTC at which the local day begins. */
export function startOfDay(day: string, zone: string): string {
  const start = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone })
  return new Date(start.epochMilliseconds).toISOString()
}

export interface CalendarRow extends Record<string, string> {
  readonly kind: string
  readonly label: string
  readonly starts_on: string
  readonly ends_on: string
  readonly starts_at: string
  readonly ends_at: string
}

const utcMidnight = (instant: string) => `${instant.slice(0, 10)}T00:00:00.000Z`
const nextUtcMidnight = (instant: string) =>
  new Date(Date.parse(utcMidnight(instant)) + 86_400_000).toISOString()

/** Parts of one local day that lie in one UTC date each: SQL finds a moment's local day by equality. */
function dayParts(day: CalendarRow): CalendarRow[] {
  const parts: CalendarRow[] = []
  let start = day.starts_at
  while (start < day.ends_at) {
    const [end = day.ends_at] = [nextUtcMidnight(start), day.ends_at].sort()
    parts.push({ ...day, kind: 'day_part', starts_at: start, ends_at: end })
    start = end
  }
  return parts
}

/**
 * Every row of the `calendar` table: periods of each kind and day parts from 1990 to five years
 * after the given year. Days are local days of the zone; moments are UTC.
 */
export function calendarRows(settings: CalendarSettings, thisYear: number): CalendarRow[] {
  const moments = new Map<string, string>()
  const momentOf = (day: string) => {
    const known = moments.get(day) ?? startOfDay(day, settings.zone)
    moments.set(day, known)
    return known
  }
  const last = `${thisYear + 6}-01-01`
  return periodKinds.flatMap((kind) => {
    const rows: CalendarRow[] = []
    for (let day = `${firstYear}-01-01`; day < last; ) {
      const period = periodOf(kind, day, settings)
      const row: CalendarRow = {
        kind,
        label: period.label,
        starts_on: period.startsOn,
        ends_on: period.endsOn,
        starts_at: momentOf(period.startsOn),
        ends_at: momentOf(period.endsOn),
      }
      rows.push(row)
      if (kind === 'day') rows.push(...dayParts(row))
      day = period.endsOn
    }
    return rows
  })
}
