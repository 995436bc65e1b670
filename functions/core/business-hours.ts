import { Temporal } from 'temporal-polyfill'
import { type CalendarRow, firstYear, startOfDay } from './calendar.ts'
import { type Settings, weekdays } from './settings.ts'

type BusinessSettings = Pick<Settings, 'zone' | 'businessHours' | 'holidays'>

/** Undefined where the clock went forward over all of the hours, or the zone skipped the day. */
function businessRow(
  day: Temporal.PlainDate,
  hours: string,
  zone: string,
): CalendarRow | undefined {
  const [opens, closes] = [hours.slice(0, 5), hours.slice(6)]
  const next = day.add({ days: 1 }).toString()
  const momentOf = (plainTime: string) => day.toZonedDateTime({ timeZone: zone, plainTime })
  const start = momentOf(opens)
  const starts_at = new Date(start.epochMilliseconds).toISOString()
  const ends_at =
    closes === '24:00'
      ? startOfDay(next, zone)
      : new Date(momentOf(closes).epochMilliseconds).toISOString()
  if (starts_at >= ends_at || !start.toPlainDate().equals(day)) return undefined
  const starts_on = day.toString()
  return { kind: 'business', label: starts_on, starts_on, ends_on: next, starts_at, ends_at }
}

/**
 * Working hours of every working day, as rows of the `calendar` table over the years that it covers;
 * the hours are local times of the zone, the moments UTC.
 */
export function businessRows(settings: BusinessSettings, thisYear: number): CalendarRow[] {
  const { zone, businessHours } = settings
  const holidays = new Set(settings.holidays)
  const end = Temporal.PlainDate.from({ year: thisYear + 6, month: 1, day: 1 })
  const rows: CalendarRow[] = []
  let day = Temporal.PlainDate.from({ year: firstYear, month: 1, day: 1 })
  while (Temporal.PlainDate.compare(day, end) < 0) {
    const weekday = weekdays[day.dayOfWeek - 1]
    const hours = weekday === undefined ? undefined : businessHours[weekday]
    const isWorking = hours !== undefined && !holidays.has(day.toString())
    const row = isWorking ? businessRow(day, hours, zone) : undefined
    if (row) rows.push(row)
    day = day.add({ days: 1 })
  }
  return rows
}
