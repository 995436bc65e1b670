import { businessRows } from '#core/business-hours.ts'
import { calendarColumns, calendarRows } from '#core/calendar.ts'
import { canonicalJson, sha256 } from '#core/hash.ts'
import { writeParquet } from '#core/parquet.ts'
import type { ObjectStore } from '#core/ports.ts'
import type { Settings } from '#core/settings.ts'
import { readText } from './read-text.ts'

/** What the calendar was made from. */
interface CalendarState {
  readonly hash: string
  readonly year: number
}

const calendarState = 'state/calendar.json'
const calendarFile = 'reference/calendar/calendar.parquet'

async function readCalendarState(objects: ObjectStore): Promise<CalendarState | undefined> {
  const text = await readText(objects, calendarState)
  return text === undefined ? undefined : (JSON.parse(text) as CalendarState)
}

/**
 * Writes the calendar of the settings, with the holidays of both the settings and the reference
 * data. Half a second of work: done again only for other settings, other holidays or a later year.
 */
export async function writeCalendar(
  objects: ObjectStore,
  settings: Settings,
  holidays: readonly string[],
  now: Date,
): Promise<void> {
  const made = await readCalendarState(objects)
  // A clock that stands in the past, as while the sample business is loaded, takes no year away.
  const year = Math.max(now.getUTCFullYear(), made?.year ?? 0)
  const all = [...new Set([...settings.holidays, ...holidays])].sort()
  const whole = { ...settings, holidays: all }
  const { zone, weekStart, fiscalYearStartMonth, businessHours } = settings
  const given = { zone, weekStart, fiscalYearStartMonth, businessHours, holidays: all, year }
  const hash = sha256(canonicalJson(given))
  if (made?.hash === hash) return
  const rows = [...calendarRows(whole, year), ...businessRows(whole, year)]
  await objects.put(calendarFile, writeParquet(calendarColumns, rows))
  await objects.put(calendarState, JSON.stringify({ hash, year } satisfies CalendarState))
}
